/**
 * What waits to be done, in lanes: within one, each waits until WireGuard was set as the one before wanted. One batch is
 * under way at a time, so that a party of many is set in few calls, and what goes is gone before what comes. Pure.
 */

/** One thing to do. */
export interface Entry<T> {
  readonly lane: string;
  readonly what: T;
}

export class CommandQueue<T> {
  readonly #isChange: (what: T) => boolean;
  readonly #lanes = new Map<string, T[]>();
  /** What is being done. */
  #underWay: readonly Entry<T>[] | null = null;
  /** Counts what was done. */
  #turn = 0;
  /** The turn at which a lane's peer was changed last. */
  readonly #changedAt = new Map<string, number>();

  /** @param isChange - whether figures of a peer that were asked before it tell nothing afterwards. */
  constructor(isChange: (what: T) => boolean) {
    this.#isChange = isChange;
  }

  /** Identifies this moment for {@link CommandQueue.isCurrent}. */
  get turn(): number {
    return this.#turn;
  }

  get isBusy(): boolean {
    return this.#underWay !== null;
  }

  push(lane: string, what: T): void {
    const waiting = this.#lanes.get(lane);
    if (waiting === undefined) this.#lanes.set(lane, [what]);
    else waiting.push(what);
  }

  /** Forgets what waits in a lane, and what is known of it; what is under way goes on, and concerns nobody any more. */
  drop(lane: string): void {
    this.#lanes.delete(lane);
    this.#changedAt.delete(lane);
    this.#underWay = this.#underWay?.filter((entry) => entry.lane !== lane) ?? null;
  }

  /** Takes the first of each lane that fits, but of lanes of which something is under way. */
  takeFirsts(fits: (what: T) => boolean): Entry<T>[] {
    const taken: Entry<T>[] = [];
    for (const [lane, waiting] of this.#lanes) {
      const [first] = waiting;
      const isBlocked = this.#underWay?.some((entry) => entry.lane === lane) ?? false;
      if (first === undefined || isBlocked || !fits(first)) continue;
      waiting.shift();
      if (waiting.length === 0) this.#lanes.delete(lane);
      taken.push({ lane, what: first });
    }
    return taken;
  }

  /** Takes everything that waits in a lane. */
  takeAll(lane: string): Entry<T>[] {
    const waiting = this.#lanes.get(lane) ?? [];
    this.#lanes.delete(lane);
    return waiting.map((what) => ({ lane, what }));
  }

  /** These are being done now. */
  begin(entries: readonly Entry<T>[]): void {
    this.#underWay = entries;
  }

  /** They are done. @returns them. */
  finish(): readonly Entry<T>[] {
    const done = this.#underWay ?? [];
    this.#underWay = null;
    this.#turn++;
    for (const { lane, what } of done) if (this.#isChange(what)) this.#changedAt.set(lane, this.#turn);
    return done;
  }

  /** Whether what was asked at that turn tells how the lane's peer is after all that was done to it. */
  isCurrent(lane: string, askedAtTurn: number): boolean {
    const isChanging =
      this.#lanes.get(lane)?.some(this.#isChange) ||
      this.#underWay?.some((entry) => entry.lane === lane && this.#isChange(entry.what));
    return !isChanging && (this.#changedAt.get(lane) ?? 0) <= askedAtTurn;
  }
}

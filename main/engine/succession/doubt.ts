/** A doubt whether the member that runs control is still there: asked itself, and then the others. Pure. */

/** A living one is asked four times within it, and on as long as nobody has taken over. */
const PROBE_MS = 900;
const ASK_EVERY_MS = 250;
/** What was under way before the doubt tells nothing. */
const STRAGGLER_MS = 200;
/** What the others' answers may take beyond our own probe. */
const VIEWS_MS = 350;
/** How long each further heir leaves to those before it. */
const TURN_MS = 700;

export class Doubt {
  readonly sinceMs: number;
  /** Who asked what we think, and waits for it. */
  readonly askers = new Set<string>();
  /** Whom we asked; null: no answer so far. */
  readonly #views = new Map<string, boolean | null>();
  #askedAtMs: number | null = null;
  #nextAskMs: number;

  constructor(nowMs: number) {
    this.sinceMs = nowMs;
    this.#nextAskMs = nowMs;
  }

  /** Whether it is time to ask the doubted one again. */
  takeAsk(nowMs: number): boolean {
    if (nowMs < this.#nextAskMs) return false;
    this.#nextAskMs += ASK_EVERY_MS;
    return true;
  }

  /** Whether what comes now ends the doubt. */
  isAnsweredBy(nowMs: number): boolean {
    return nowMs >= this.sinceMs + STRAGGLER_MS;
  }

  /** From then on it is dead for us. */
  get provedAtMs(): number {
    return this.sinceMs + PROBE_MS;
  }

  get hasAsked(): boolean {
    return this.#askedAtMs !== null;
  }

  ask(others: readonly string[], nowMs: number): void {
    this.#askedAtMs = nowMs;
    for (const id of others) this.#views.set(id, null);
  }

  told(id: string, isAlive: boolean): void {
    if (this.#views.has(id)) this.#views.set(id, isAlive);
  }

  /** Somebody is sure that it lives: then it is our own way that is broken. */
  get isDenied(): boolean {
    return [...this.#views.values()].includes(true);
  }

  /** When an heir of this rank takes over, unless somebody denies it. */
  dueAtMs(rank: number): number {
    const turnMs = this.provedAtMs + rank * TURN_MS;
    if (this.#askedAtMs === null) return turnMs;
    const isAwaited = [...this.#views.values()].includes(null);
    return isAwaited ? Math.max(turnMs, this.#askedAtMs) + VIEWS_MS : turnMs;
  }

  /** When something is to be done, an heir of this rank. */
  timesMs(rank: number): number[] {
    return [this.#nextAskMs, this.provedAtMs, this.dueAtMs(rank)];
  }
}

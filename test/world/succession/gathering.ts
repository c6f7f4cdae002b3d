/** Members of one party who join, leave, die and lose each other, in time that passes by events. */
import type { Reign } from '../../../main/engine/succession/reign.ts';
import { World } from '../world.ts';
import { highestReign, Member } from './member.ts';

const LATENCY_MS = [2, 60] as const;
const ECHO_MS = 1000;

export class Gathering {
  readonly members: readonly Member[];
  readonly #world: World;
  readonly #loss: number;
  /** Who is on which side of a cut. */
  readonly #sides = new Map<string, number>();

  constructor(seed: number, count: number, loss = 0.02) {
    this.#world = new World(seed);
    this.#loss = loss;
    const ids = Array.from({ length: count }, (_, i) => `peer-${i}`);
    this.members = ids.map((id) => new Member(this, id, Math.floor(this.#world.random() * 3)));
    for (const one of this.members) this.#echo(one);
    this.members[0]?.found();
  }

  get nowMs(): number {
    return this.#world.nowMs;
  }

  member(id: string): Member {
    const found = this.members.find((one) => one.id === id);
    if (found === undefined) throw new Error(`no member ${id}`);
    return found;
  }

  pick<T>(list: readonly T[]): T | undefined {
    return list[Math.floor(this.#world.random() * list.length)];
  }

  between(min: number, max: number): number {
    return min + this.#world.random() * (max - min);
  }

  after(ms: number, run: () => void): () => void {
    return this.#world.after(ms, run);
  }

  pass(ms: number): void {
    this.#world.runUntil(this.nowMs + ms);
  }

  areTogether(a: Member, b: Member): boolean {
    return this.#side(a) === this.#side(b);
  }

  /** Cuts the line between one and the rest as they are now. */
  split(side: (member: Member) => number): void {
    for (const one of this.members) this.#sides.set(one.id, side(one));
    for (const one of this.members) {
      const { connection } = one;
      if (connection === null || this.areTogether(one, connection)) continue;
      one.cut(false);
      const { connections } = one;
      this.after(10_000, () => {
        if (!this.areTogether(one, connection)) connection.lose(one, connections);
      });
    }
  }

  heal(): void {
    this.#sides.clear();
  }

  /** Each group that can reach each other, of those who are in. */
  groups(): Member[][] {
    const groups = new Map<number, Member[]>();
    for (const one of this.members.filter(({ isIn }) => isIn)) {
      const side = this.#side(one);
      groups.set(side, [...(groups.get(side) ?? []), one]);
    }
    return [...groups.values()];
  }

  /** Comes by the code; whoever runs control there lets it in. */
  enter(one: Member): boolean {
    const reign = this.foundBy(one);
    if (reign === null) return false;
    one.isAlive = true;
    one.enter(reign);
    return true;
  }

  /** What a look around by the party's code finds: who runs control, as seen from there. */
  foundBy(one: Member): Reign | null {
    return highestReign(this.members.filter((other) => other.isIn && this.areTogether(one, other)));
  }

  /** Over the wire, after some time; what is sent between those who are apart is lost. */
  carry(from: Member, to: Member, run: () => void): void {
    if (from === to) {
      this.after(0, run);
      return;
    }
    if (!this.areTogether(from, to)) return;
    this.after(this.between(...LATENCY_MS), () => {
      if (to.isAlive && this.areTogether(from, to)) run();
    });
  }

  #side({ id }: Member): number {
    return this.#sides.get(id) ?? 0;
  }

  /** The echoes of one member: those who know each other hear of it. */
  #echo(one: Member): void {
    this.#world.after(this.#world.random() * ECHO_MS, () => {
      this.#world.every(ECHO_MS, () => {
        if (!one.isIn) return;
        for (const id of one.roster.keys()) this.#exchange(one, this.member(id));
      });
    });
  }

  #exchange(one: Member, other: Member): void {
    if (one === other || !other.isIn || !other.roster.has(one.id)) return;
    if (!this.areTogether(one, other) || this.#world.random() < this.#loss) return;
    this.after(20, () => {
      if (!one.isIn || !other.isIn || !this.areTogether(one, other)) return;
      one.feed({ type: 'heard', from: other.id });
      other.feed({ type: 'heard', from: one.id });
    });
  }
}

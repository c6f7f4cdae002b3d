/** Members that left for good, so that nobody takes them for being away. Pure. */
import type { Tombstone } from './succession-events.ts';

/** As many as a party has members. */
const KEPT = 64;

export class Tombstones {
  readonly #stones = new Map<string, Tombstone>();

  all(): readonly Tombstone[] {
    return [...this.#stones.values()];
  }

  /** @returns whether it was news. */
  add(tombstone: Tombstone): boolean {
    const known = this.#stones.get(tombstone.peer);
    if (known !== undefined && known.seq >= tombstone.seq) return false;
    this.#stones.delete(tombstone.peer);
    this.#stones.set(tombstone.peer, tombstone);
    const [oldest] = this.#stones.keys();
    if (this.#stones.size > KEPT && oldest !== undefined) this.#stones.delete(oldest);
    return true;
  }
}

/** Who wants members to be asked five times a second: a game, the doctor, a lag recording. Without anybody it is once. */
import type { Cadence } from '../../path/link/link-events.ts';

export class QuickEchoes {
  readonly #set: (cadence: Cadence) => void;
  readonly #wanted = new Set<unknown>();

  /** @param set - tells the party, where there is one. */
  constructor(set: (cadence: Cadence) => void) {
    this.#set = set;
  }

  /** @param who - any value of the caller's own; each wants it or doesn't, however often it says so. */
  want(who: unknown, wanted: boolean): void {
    if (wanted) this.#wanted.add(who);
    else this.#wanted.delete(who);
    this.apply();
  }

  /** A party that was entered since doesn't know yet. */
  apply(): void {
    this.#set(this.#wanted.size > 0 ? 'game' : 'steady');
  }
}

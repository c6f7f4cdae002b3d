/** Who wants members to be asked five times a second: a game, the doctor, a lag recording. Without anybody it is once. */
import type { Cadence } from '../../path/link/link-events.ts';

export class QuickEchoes {
  readonly #set: (cadence: Cadence) => void;
  readonly #wanted = new Set<unknown>();

  /** @param set - tells whoever has the parties, this one and those that follow; the first change is to `game`. */
  constructor(set: (cadence: Cadence) => void) {
    this.#set = set;
  }

  /** @param who - any value of the caller's own; each wants it or doesn't, however often it says so. */
  want(who: unknown, wanted: boolean): void {
    const wasQuick = this.#wanted.size > 0;
    if (wanted) this.#wanted.add(who);
    else this.#wanted.delete(who);
    const isQuick = this.#wanted.size > 0;
    if (isQuick !== wasQuick) this.#set(isQuick ? 'game' : 'steady');
  }
}

/** Time of a simulation: what is due happens in order, and nothing waits in between. */
import { randomFrom } from '../../main/engine/path/mesh/random.ts';
import { Agenda } from './agenda.ts';

export class World {
  nowMs = 0;
  readonly #agenda = new Agenda();
  /** 0 ≤ x < 1; every draw follows from the seed. */
  readonly random: () => number;

  constructor(seed: number) {
    this.random = randomFrom(seed);
  }

  after(ms: number, run: () => void): void {
    this.#agenda.add(this.nowMs + ms, run);
  }

  /** @param atMs - not before now. */
  at(atMs: number, run: () => void): void {
    this.#agenda.add(Math.max(atMs, this.nowMs), run);
  }

  every(ms: number, run: () => void): void {
    const again = (): void => {
      run();
      this.after(ms, again);
    };
    this.after(ms, again);
  }

  runUntil(ms: number): void {
    for (let next = this.#agenda.take(ms); next !== null; next = this.#agenda.take(ms)) {
      this.nowMs = next.atMs;
      next.run();
    }
    this.nowMs = ms;
  }
}

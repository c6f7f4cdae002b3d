/** Time of a simulation: what is due happens in order, and nothing waits in between. */
import { Agenda } from './agenda.ts';

export class World {
  nowMs = 0;
  readonly #agenda = new Agenda();
  #state: number;

  /** @param seed - every draw follows from it. */
  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** Evenly from 0 (included) to 1, by a 32-bit counter that is mixed (splitmix32). */
  random(): number {
    this.#state = (this.#state + 0x9e3779b9) >>> 0;
    let bits = this.#state;
    bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
    bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
    return ((bits ^ (bits >>> 16)) >>> 0) / 2 ** 32;
  }

  after(ms: number, run: () => void): void {
    this.#agenda.add(this.nowMs + ms, run);
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

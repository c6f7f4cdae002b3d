/** Time and chance of a simulation: what happens in it follows from its seed. */
import { randomFrom } from '../../main/engine/path/mesh/random.ts';
import { FakeClock } from './fake-clock.ts';

export class World extends FakeClock {
  /** 0 ≤ x < 1; every draw follows from the seed. */
  readonly random: () => number;

  constructor(seed: number) {
    super();
    this.random = randomFrom(seed);
  }

  /** For as long as the simulation runs. */
  every(ms: number, run: () => void): void {
    const again = (): void => {
      run();
      this.after(ms, again);
    };
    this.after(ms, again);
  }
}

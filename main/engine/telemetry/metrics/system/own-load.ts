/** Decides by how much to slow the own sampling, so that watching the network never becomes a load itself. */

export interface OwnLimits {
  /** 1 is one core. */
  readonly cpuRatio: number;
  readonly memoryBytes: number;
}

/** At the last step a second's sampling happens every eight. */
const SLOWEST = 8;
/** One busy moment, as when a party is joined, is no reason. */
const ABOVE_READINGS = 3;
/** It gets faster again only when well below the limit for a minute: slowing down is what brought the load down. */
const BELOW_READINGS = 6;
const WELL_BELOW = 0.7;

export class OwnLoad {
  #slowdown = 1;
  #above = 0;
  #below = 0;

  /** 1: as asked; 2, 4 or 8: so many times slower. */
  get slowdown(): number {
    return this.#slowdown;
  }

  /** Takes the own load as it is read every 10 s. @returns whether the slowdown changed. */
  note(own: OwnLimits, limits: OwnLimits): boolean {
    const share = Math.max(own.cpuRatio / limits.cpuRatio, own.memoryBytes / limits.memoryBytes);
    this.#above = share > 1 ? this.#above + 1 : 0;
    this.#below = share < WELL_BELOW ? this.#below + 1 : 0;
    const before = this.#slowdown;
    if (this.#above >= ABOVE_READINGS) {
      this.#slowdown = Math.min(SLOWEST, before * 2);
      this.#above = 0;
    } else if (this.#below >= BELOW_READINGS) {
      this.#slowdown = Math.max(1, before / 2);
      this.#below = 0;
    }
    return this.#slowdown !== before;
  }
}

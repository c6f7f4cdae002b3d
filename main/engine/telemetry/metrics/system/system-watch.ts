/** Reads the load when it is due, and slows the own sampling down when it is too high. */

import type { SystemReading } from '../../../machine/read-system.ts';
import type { LoadReading } from '../history/bucket.ts';
import type { MetricsSettings } from '../metrics-settings.ts';
import { type OwnLimits, OwnLoad } from './own-load.ts';
import { type SystemLoad, SystemMeter } from './system-meter.ts';

export interface SystemWatchOptions {
  readonly read: () => SystemReading;
  readonly settings: () => MetricsSettings;
  /** Each reading but the first. */
  readonly onLoad: (load: LoadReading) => void;
  readonly onSlowdown: (slowdown: number, own: OwnLimits) => void;
}

export class SystemWatch {
  readonly #options: SystemWatchOptions;
  readonly #meter = new SystemMeter();
  readonly #own = new OwnLoad();
  #readAtMs = Number.NEGATIVE_INFINITY;

  constructor(options: SystemWatchOptions) {
    this.#options = options;
  }

  get load(): SystemLoad {
    return this.#meter.load;
  }

  get slowdown(): number {
    return this.#own.slowdown;
  }

  /** @param nowMs - monotonic. */
  tick(nowMs: number): void {
    if (nowMs < this.#readAtMs) return;
    const { read, settings, onLoad, onSlowdown } = this.#options;
    const { systemIntervalMs, ownCpuLimitRatio, ownMemoryLimitBytes } = settings();
    const reading = read();
    const load = this.#meter.note(reading, nowMs);
    const { cpuRatio, ownCpuRatio } = load;
    if (cpuRatio !== null && ownCpuRatio !== null) onLoad({ ...load, cpuRatio, ownCpuRatio });
    if (ownCpuRatio !== null) {
      const own = { cpuRatio: ownCpuRatio, memoryBytes: reading.ownHeapBytes };
      const limits = { cpuRatio: ownCpuLimitRatio, memoryBytes: ownMemoryLimitBytes };
      if (this.#own.note(own, limits)) onSlowdown(this.#own.slowdown, own);
    }
    this.#readAtMs = nowMs + systemIntervalMs * this.#own.slowdown;
  }
}

/** Makes ratios of two readings of the system's counters. */
import type { SystemView } from '../../../../../shared/model/metrics.ts';
import type { SystemReading } from '../../../machine/read-system.ts';

export type SystemLoad = Omit<SystemView, 'received' | 'sent'>;

export class SystemMeter {
  #last: { readonly reading: SystemReading; readonly atMs: number } | null = null;
  #load: SystemLoad = {
    cpuRatio: null,
    memoryUsedBytes: 0,
    memoryTotalBytes: 0,
    ownCpuRatio: null,
    ownMemoryBytes: 0,
  };

  get load(): SystemLoad {
    return this.#load;
  }

  /** Takes a reading at a monotonic time in ms. Ratios are unknown until the second one. */
  note(reading: SystemReading, nowMs: number): SystemLoad {
    const before = this.#last;
    this.#last = { reading, atMs: nowMs };
    const totalMs = before === null ? 0 : reading.cpuTotalMs - before.reading.cpuTotalMs;
    const spanMs = before === null ? 0 : nowMs - before.atMs;
    this.#load = {
      // Counters of a core that was switched off go down: no ratio then.
      cpuRatio:
        before === null || totalMs <= 0
          ? null
          : Math.min(1, Math.max(0, (reading.cpuBusyMs - before.reading.cpuBusyMs) / totalMs)),
      memoryUsedBytes: reading.memoryUsedBytes,
      memoryTotalBytes: reading.memoryTotalBytes,
      ownCpuRatio:
        before === null || spanMs <= 0
          ? null
          : Math.max(0, (reading.ownCpuMs - before.reading.ownCpuMs) / spanMs),
      ownMemoryBytes: reading.ownMemoryBytes,
    };
    return this.#load;
  }
}

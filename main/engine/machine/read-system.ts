/** Reads the load of this machine and of this process. */
import { cpus, freemem, totalmem } from 'node:os';

/** Counters and levels at one moment; two of them make ratios. */
export interface SystemReading {
  /** Of all cores together, since some time in the past, ms. */
  readonly cpuBusyMs: number;
  readonly cpuTotalMs: number;
  readonly memoryUsedBytes: number;
  readonly memoryTotalBytes: number;
  readonly ownCpuMs: number;
  /** Resident; under Electron that holds the browser's own needs. */
  readonly ownMemoryBytes: number;
  /** What our own code holds. */
  readonly ownHeapBytes: number;
}

export function readSystem(): SystemReading {
  let cpuTotalMs = 0;
  let idleMs = 0;
  for (const { times } of cpus()) {
    cpuTotalMs += times.user + times.nice + times.sys + times.idle + times.irq;
    idleMs += times.idle;
  }
  const { user, system } = process.cpuUsage();
  const { rss, heapUsed, external } = process.memoryUsage();
  return {
    cpuBusyMs: cpuTotalMs - idleMs,
    cpuTotalMs,
    memoryUsedBytes: totalmem() - freemem(),
    memoryTotalBytes: totalmem(),
    ownCpuMs: (user + system) / 1000,
    ownMemoryBytes: rss,
    ownHeapBytes: heapUsed + external,
  };
}

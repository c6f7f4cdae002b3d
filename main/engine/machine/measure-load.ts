import { cpus } from 'node:os';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';

const SPAN_MS = 3000;
const RESOLUTION_MS = 10;

/** Watches for three seconds: how busy all cores are, 0–1, and by how much our event loop is late at worst, ms. */
export async function measureLoad(): Promise<{ cpuRatio: number; lateMs: number }> {
  const before = readTimes();
  const late = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  late.enable();
  await delay(SPAN_MS);
  late.disable();
  const after = readTimes();
  const all = after.all - before.all;
  const cpuRatio = all === 0 ? 0 : 1 - (after.idle - before.idle) / all;
  return { cpuRatio, lateMs: Math.max(0, late.max / 1e6 - RESOLUTION_MS) };
}

function readTimes(): { idle: number; all: number } {
  return cpus().reduce(
    ({ idle, all }, { times }) => ({
      idle: idle + times.idle,
      all: all + times.user + times.nice + times.sys + times.idle + times.irq,
    }),
    { idle: 0, all: 0 },
  );
}

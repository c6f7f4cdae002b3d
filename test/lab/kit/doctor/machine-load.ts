/** How busy the machine below the lab is, measured apart from the product: 0–1 of all cores. */
import { readFileSync } from 'node:fs';

const LOOK_EVERY_MS = 500;
/** As long as the doctor looks. */
const SPAN_LOOKS = 6;

interface Times {
  readonly idle: number;
  readonly all: number;
}

/** Starts to measure; the returned function ends it and tells the busiest three seconds. */
export function measureMachine(): () => number {
  const times = [readTimes()];
  const timer = setInterval(() => times.push(readTimes()), LOOK_EVERY_MS);
  return () => {
    clearInterval(timer);
    times.push(readTimes());
    return Math.max(...times.map((until, i) => busyBetween(times[Math.max(0, i - SPAN_LOOKS)], until)));
  };
}

function busyBetween(from: Times | undefined, until: Times): number {
  const all = until.all - (from?.all ?? 0);
  return all === 0 ? 0 : 1 - (until.idle - (from?.idle ?? 0)) / all;
}

function readTimes(): Times {
  const [line = ''] = readFileSync('/proc/stat', 'utf8').split('\n');
  // user nice system idle iowait irq softirq steal; the rest is counted in the first ones already.
  const times = line.split(/\s+/).slice(1, 9).map(Number);
  const [, , , idle = 0] = times;
  return { idle, all: times.reduce((sum, time) => sum + time, 0) };
}

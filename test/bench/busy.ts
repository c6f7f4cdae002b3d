import { cpus } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';

/** Share of this machine's processor time that is used during the next second, 0–1. */
export async function busyShare(): Promise<number> {
  const before = spent();
  await sleep(1000);
  const after = spent();
  return 1 - (after.idle - before.idle) / (after.total - before.total);
}

function spent(): { readonly idle: number; readonly total: number } {
  const times = cpus().map((cpu) => cpu.times);
  const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
  return {
    idle: sum(times.map(({ idle }) => idle)),
    total: sum(times.flatMap((all) => Object.values(all))),
  };
}

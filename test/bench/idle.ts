/**
 * What LANrage takes of a computer while nobody does anything: four engines in a party, each behind a NAT of its own, paths
 * direct, no game and no window. Counted by the kernel, from outside.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { LabEngine } from '../lab/kit/engine.ts';
import type { Internet } from '../lab/kit/internet.ts';
import { LabServers } from '../lab/kit/servers.ts';
import type { Samples, Targets } from './figures.ts';
import { processorSeconds } from './processor-time.ts';
import { wakesOf } from './wakes.ts';

export const idleTargets: Targets = {
  wakesPerSecond: { median: 10, p95: 10 },
  cpuPercent: { median: 1, p95: 1 },
};

const MEMBERS = 4;
/** Until every path is direct. */
const PATHS_WITHIN_MS = 60_000;
/** What a new path or a new party leads to has ended by then. */
const SETTLES_MS = 20_000;
const FOR_MS = 60_000;

/** A minute a run, in which each engine gives a sample. @returns percent of one core; of its event loop, and of all threads. */
export async function measureIdle(internet: Internet, runs: number): Promise<Samples> {
  const engines = Array.from(
    { length: MEMBERS },
    () => new LabEngine(internet, internet.home({ nat: 'port-restricted' }).hosts[0]),
  );
  const servers = new LabServers(internet);
  const [, ...ups] = await Promise.all([servers.start(), ...engines.map((engine) => engine.up())]);
  const [host, ...guests] = engines;
  const created = await host?.done<{ code: string }>('party', 'create', 'Bench');
  for (const guest of guests) await guest.done('party', 'join', created?.code ?? '');
  for (const engine of engines) await allDirect(engine);
  await sleep(SETTLES_MS);

  const samples = { wakesPerSecond: [], threadWakesPerSecond: [], cpuPercent: [] } as Record<
    string,
    number[]
  >;
  for (let run = 0; run < runs; run++) {
    const before = ups.map(({ pid }) => spent(pid));
    await sleep(FOR_MS);
    for (const [i, { pid }] of ups.entries()) {
      const { atMs, wakes, threadWakes, seconds } = spent(pid);
      const was = before[i];
      if (was === undefined) continue;
      const tookSeconds = (atMs - was.atMs) / 1000;
      samples.wakesPerSecond?.push((wakes - was.wakes) / tookSeconds);
      samples.threadWakesPerSecond?.push((threadWakes - was.threadWakes) / tookSeconds);
      samples.cpuPercent?.push(((seconds - was.seconds) / tookSeconds) * 100);
    }
  }
  return samples;
}

/** Asked by the command line, which hangs up after each answer: a screen that listens would be told of everything. */
async function allDirect(engine: LabEngine): Promise<void> {
  const deadline = performance.now() + PATHS_WITHIN_MS;
  for (;;) {
    const { party } = await engine.done<{ party: { peers: { state: string }[] } | null }>('status');
    const states = party?.peers.map(({ state }) => state) ?? [];
    if (states.length === MEMBERS - 1 && states.every((state) => state === 'direct')) return;
    if (performance.now() > deadline) throw new Error(`paths are ${states.join(', ')}, not all direct`);
    await sleep(1000);
  }
}

function spent(pid: number): { atMs: number; wakes: number; threadWakes: number; seconds: number } {
  const { main, all } = wakesOf(pid);
  return { atMs: performance.now(), wakes: main, threadWakes: all, seconds: processorSeconds(pid) };
}

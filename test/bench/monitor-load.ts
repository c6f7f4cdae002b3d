/**
 * Probes many targets for a while and says what that cost; its one argument is JSON. Prints {ready} when the time to
 * be measured begins, and figures at its end.
 */

import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { systemClock } from '../../main/base/clock.ts';
import { createLog } from '../../main/base/log/create-log.ts';
import { createPingChain } from '../../main/engine/probing/icmp/ping-chain.ts';
import { createMonitor } from '../../main/engine/probing/monitor.ts';
import { openPing } from '../../main/engine/probing/open-ping.ts';
import { createProber } from '../../main/engine/probing/probes/prober.ts';
import { createPingProgram } from '../../main/engine/probing/system/ping-program.ts';
import type { Target } from '../../shared/model/target.ts';
import { systemNames } from '../mocks/system-names.ts';

export interface MonitorLoad {
  readonly addresses: readonly string[];
  /** By our sockets, or by a process for each probe. */
  readonly by: 'sockets' | 'spawning';
  readonly forMs: number;
}

export interface MonitorCost {
  readonly via: readonly string[];
  readonly answered: number;
  readonly failed: number;
  readonly lateByMs: readonly number[];
  /** Of this process alone, in percent of one core. */
  readonly cpuPercent: number;
  /** What was added to the resident memory since before the monitor was made, MB. */
  readonly memoryMb: number;
}

/** Code is compiled, names are known and sockets are open after the first probes. */
const WARM_UP_MS = 3_000;

const { addresses, by, forMs } = JSON.parse(process.argv[2] ?? '') as MonitorLoad;
const log = createLog({ level: 'error', sinks: [] });
const memoryBefore = process.memoryUsage.rss();
const clock = systemClock;
const ping =
  by === 'sockets'
    ? await openPing({ clock, log, random: randomBytes })
    : createPingChain({ ways: [createPingProgram({ log })], clock, log });
const via = new Set<string>();
const lateByMs: number[] = [];
let measuring = false;
let answered = 0;
let failed = 0;
const monitor = createMonitor({
  prober: createProber({ ping, names: systemNames(clock) }),
  clock,
  log,
  onResult(result, timing) {
    if (!measuring) return;
    via.add(result.via);
    lateByMs.push(timing.lateByMs);
    if (result.result.outcome === 'answered') answered++;
    else failed++;
  },
});
for (const [index, address] of addresses.entries()) {
  const target: Target = {
    id: `t${index}`,
    name: address,
    kind: 'icmp',
    address,
    port: null,
    family: 'any',
    intervalMs: 1_000,
    timeoutMs: 2_000,
  };
  monitor.add(target);
}
await delay(WARM_UP_MS);
measuring = true;
const startedAt = performance.now();
const cpuBefore = process.cpuUsage();
console.log(JSON.stringify({ ready: true }));
await delay(forMs);
const { user, system } = process.cpuUsage(cpuBefore);
const cost: MonitorCost = {
  via: [...via],
  answered,
  failed,
  lateByMs,
  cpuPercent: (user + system) / 10 / (performance.now() - startedAt),
  memoryMb: (process.memoryUsage.rss() - memoryBefore) / 2 ** 20,
};
console.log(JSON.stringify({ cost }));
monitor.close();
ping.close();

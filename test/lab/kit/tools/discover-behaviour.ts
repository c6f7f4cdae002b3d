/** Runs behaviour discovery on this machine; its one argument is JSON. Prints the report, and how long it took. */
import { randomBytes } from 'node:crypto';
import { systemClock } from '../../../../main/base/clock.ts';
import { createLog } from '../../../../main/base/log/create-log.ts';
import { type DiscoveryOptions, discoverBehaviour } from '../../../../main/engine/nat/discover-behaviour.ts';
import { systemOutside } from '../../../../main/engine/nat/system-outside.ts';

const asked = JSON.parse(process.argv[2] ?? '') as Omit<
  DiscoveryOptions,
  'outside' | 'clock' | 'random' | 'log'
>;
const log = createLog({ level: 'error', sinks: [] });
// Sockets and timers of the engine keep no process alive.
const alive = setInterval(() => undefined, 1_000);
const startedAt = performance.now();
const report = await discoverBehaviour({
  ...asked,
  outside: systemOutside(systemClock),
  clock: systemClock,
  random: randomBytes,
  log,
});
clearInterval(alive);
console.log(JSON.stringify({ ...report, tookMs: Math.round(performance.now() - startedAt) }));

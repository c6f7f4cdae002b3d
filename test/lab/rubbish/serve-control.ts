/** A control server on loopback, in a process whose memory is its own. Prints where it listens. SIGUSR2 collects garbage. */
import { systemClock } from '../../../main/base/clock.ts';
import { startServers } from '../../../main/servers/serve.ts';
import { quietLog } from './quiet-log.ts';

process.on('SIGUSR2', () => globalThis.gc?.());

const started = await startServers({
  control: { listen: [{ address: '127.0.0.1', port: 0 }], databasePath: ':memory:' },
  clock: systemClock,
  log: quietLog,
});
if (!started.ok) throw new Error(JSON.stringify(started.fault));
console.log(JSON.stringify(started.value.controlEndpoints[0]));

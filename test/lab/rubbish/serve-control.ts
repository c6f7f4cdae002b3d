/** A control server on loopback, in a process whose memory is its own. Prints where it listens. */
import { systemClock } from '../../../main/base/clock.ts';
import { startServers } from '../../../main/servers/serve.ts';
import { quietLog } from './quiet-log.ts';

const started = await startServers({
  control: { listen: [{ address: '127.0.0.1', port: 0 }], databasePath: ':memory:' },
  clock: systemClock,
  log: quietLog,
});
if (!started.ok) throw new Error(JSON.stringify(started.fault));
console.log(JSON.stringify(started.value.controlEndpoints[0]));

/** A control server in a process of its own, to be killed. Arguments: database, port. Prints where it listens. */
import { systemClock } from '../../main/base/clock.ts';
import { startServers } from '../../main/servers/serve.ts';
import { recordingLog } from '../mocks/recording-log.ts';

const [databasePath = ':memory:', port = '0'] = process.argv.slice(2);
const started = await startServers({
  control: { listen: [{ address: '127.0.0.1', port: Number(port) }], databasePath },
  clock: systemClock,
  log: recordingLog(),
});
if (!started.ok) throw new Error(JSON.stringify(started.fault));
console.log(JSON.stringify(started.value.controlEndpoints[0]));

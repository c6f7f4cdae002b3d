import { afterEach } from 'vitest';
import { systemClock } from '../../main/base/clock.ts';
import { type RunningServers, type ServeOptions, startServers } from '../../main/servers/serve.ts';
import type { Endpoint } from '../../shared/address.ts';
import { recordingLog } from '../mocks/recording-log.ts';

export const loopback: Endpoint = { address: '127.0.0.1', port: 0 };

const running: RunningServers[] = [];

afterEach(async () => {
  for (const servers of running.splice(0)) await servers.close();
});

/** Starts servers that the end of the test closes. By default a control server in memory, on a port of its own. */
export async function start(options: Partial<ServeOptions> = {}): Promise<RunningServers> {
  const started = await startServers({
    ...(options.relay === undefined ? { control: { listen: [loopback], databasePath: ':memory:' } } : {}),
    clock: systemClock,
    log: recordingLog(),
    ...options,
  });
  if (!started.ok) throw new Error(`not started: ${JSON.stringify(started.fault)}`);
  running.push(started.value);
  return started.value;
}

/** Where the only control server listens. */
export function endpointOf({ controlEndpoints }: RunningServers): Endpoint {
  const [endpoint] = controlEndpoints;
  if (endpoint === undefined) throw new Error('no control server');
  return endpoint;
}

/** Starts a control server in memory. */
export async function startEndpoint(
  limits: NonNullable<ServeOptions['control']>['limits'] = {},
  options: Partial<ServeOptions> = {},
): Promise<Endpoint> {
  const control = { listen: [loopback], databasePath: ':memory:', limits };
  return endpointOf(await start({ control, ...options }));
}

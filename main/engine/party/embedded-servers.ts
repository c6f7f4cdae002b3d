/** Control server and relay inside the host's own engine: a party without any server of anybody. */
import { join } from 'node:path';
import { formatEndpoint } from '../../../shared/address.ts';
import { ok, type Result } from '../../../shared/result.ts';
import type { Clock } from '../../base/clock.ts';
import type { Log } from '../../base/log/log.ts';
import { type RunningServers, startServers } from '../../servers/serve.ts';
import { ownAddresses } from './own-networks.ts';

export interface EmbeddedServers {
  /** How the host itself reaches its control server. */
  readonly ownUrl: string;
  /** How others do: one URL for each address of this machine, for the invite. */
  readonly inviteUrls: readonly string[];
  close(): Promise<void>;
}

/**
 * Starts both on all IPv4 addresses, and the relay's probe on the port after the relay's, if that is free. Rosters are kept in the data folder, so that a restarted host finds its party.
 * @fault serve.port-taken - another program has one of the two ports.
 */
export async function startEmbeddedServers(options: {
  dataDir: string;
  controlPort: number;
  relayPort: number;
  clock: Clock;
  log: Log;
}): Promise<Result<EmbeddedServers>> {
  const { dataDir, controlPort, relayPort, clock, log } = options;
  const any = '0.0.0.0';
  const started = await startServers({
    control: {
      listen: [{ address: any, port: controlPort }],
      databasePath: join(dataDir, 'control.db'),
    },
    relay: {
      listen: [{ address: any, port: relayPort }],
      keyPath: join(dataDir, 'relay.key'),
      publicEndpoints: [],
      ...(relayPort < 65_535 && {
        probe: {
          listen: [{ address: any, port: relayPort === 0 ? 0 : relayPort + 1 }],
          keyPath: join(dataDir, 'relay-probe.key'),
          publicEndpoints: [],
          required: false,
        },
      }),
    },
    clock,
    log,
  });
  return started.ok ? ok(describe(started.value)) : started;
}

function describe(servers: RunningServers): EmbeddedServers {
  const port = servers.controlEndpoints[0]?.port ?? 0;
  const url = (address: string): string => `ws://${formatEndpoint({ address, port })}`;
  return {
    ownUrl: url('127.0.0.1'),
    inviteUrls: ownAddresses().map(url),
    close: () => servers.close(),
  };
}

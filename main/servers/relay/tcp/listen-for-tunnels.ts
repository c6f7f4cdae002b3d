/** A listener that takes nothing but tunnels, for a relay that has no control server beside it. */
import { type Endpoint, formatEndpoint } from '../../../../shared/address.ts';
import { RELAY_TUNNEL_PATH } from '../../../../shared/control/tunnel-url.ts';
import { ok, type Result } from '../../../../shared/result.ts';
import type { Log } from '../../../base/log/log.ts';
import {
  type ListenFault,
  listenForUpgrades,
  type TlsFiles,
  type Upgrade,
  type UpgradeListener,
} from '../../listen-for-upgrades.ts';
import { refuseUpgrade } from '../../refuse-upgrade.ts';
import type { TrustedProxies } from '../../trusted-proxies.ts';
import { defaultTunnelLimits } from './tunnel-limits.ts';

export interface TunnelListenOptions {
  readonly listen: readonly Endpoint[];
  readonly tls?: TlsFiles;
  /** Where members reach it, with the path of tunnels; empty: where it listens, which must be an address then. */
  readonly publicUrls: readonly string[];
}

export interface TunnelListener extends UpgradeListener {
  /** For members. */
  readonly urls: readonly string[];
}

/** Listens on every endpoint or on none; requests for another path than that of tunnels get 404. */
export async function listenForTunnels(
  { listen, tls, publicUrls }: TunnelListenOptions,
  trustedProxies: TrustedProxies,
  onTunnel: Upgrade,
  log: Log,
): Promise<Result<TunnelListener, ListenFault>> {
  const listening = await listenForUpgrades({
    listen,
    tls: tls ?? null,
    trustedProxies,
    log,
    maxConnections: defaultTunnelLimits.connections,
    onUpgrade(request, socket, head, client) {
      if (request.url === RELAY_TUNNEL_PATH) onTunnel(request, socket, head, client);
      else refuseUpgrade(socket, '404 Not Found');
    },
  });
  if (!listening.ok) return listening;
  const { endpoints } = listening.value;
  const scheme = tls === undefined ? 'ws' : 'wss';
  const ownUrls = endpoints.map((endpoint) => `${scheme}://${formatEndpoint(endpoint)}${RELAY_TUNNEL_PATH}`);
  log.info('relay takes tunnels', { endpoints: endpoints.map(formatEndpoint) });
  return ok({ ...listening.value, urls: publicUrls.length > 0 ? publicUrls : ownUrls });
}

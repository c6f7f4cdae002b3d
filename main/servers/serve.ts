/** The one entry to the servers: a control server, a relay or both, in whatever process wants them. */
import { createHash } from 'node:crypto';
import { type Endpoint, formatEndpoint } from '../../shared/address.ts';
import type { RelayInfo } from '../../shared/control/messages.ts';
import { bestTunnelUrls, RELAY_TUNNEL_PATH } from '../../shared/control/tunnel-url.ts';
import { type Fault, fault } from '../../shared/faults/fault.ts';
import { serverUrlSchema } from '../../shared/model/settings.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import type { Clock } from '../base/clock.ts';
import type { ProxySettings } from '../base/environment.ts';
import type { Log } from '../base/log/log.ts';
import { noProxies } from '../base/proxy.ts';
import type { TakenSeat } from './control/control-core.ts';
import {
  type ControlOptions,
  type ControlStartFault,
  type RunningControl,
  startControl,
} from './control/start-control.ts';
import {
  type ListenFault,
  listenForUpgrades,
  type Upgrade,
  type UpgradeListener,
} from './listen-for-upgrades.ts';
import { refuseUpgrade } from './refuse-upgrade.ts';
import { type ProcessOptions, type RunningRelay, startRelay } from './relay/start-relay.ts';
import {
  listenForTunnels,
  type TunnelListener,
  type TunnelListenOptions,
} from './relay/tcp/listen-for-tunnels.ts';
import { loadRelayKey, type RelayKeyFault } from './relay-key.ts';
import { startRelayLink } from './relay-link/relay-link.ts';
import { type ServerSockets, systemSockets } from './server-sockets.ts';
import { TrustedProxies } from './trusted-proxies.ts';

export interface ServeOptions {
  readonly control?: ControlOptions;
  readonly relay?: {
    readonly listen: readonly Endpoint[];
    /** null: a new key, not kept. */
    readonly keyPath: string | null;
    /** Where members reach it; empty: at the host of the control server. */
    readonly publicEndpoints: readonly Endpoint[];
    /** Forwards in the kernel where this machine lets it; in user space when absent. */
    readonly kernel?: boolean;
    /** Takes and sends many datagrams with one call where this machine lets it; not when absent. */
    readonly batches?: boolean;
    /** Further processes for what the kernel does not forward; only on Linux. */
    readonly processes?: ProcessOptions;
    /** A second identity, at another address or port, that shows clients how their NAT maps; see `RelayInfo.probe`. */
    readonly probe?: ProbeOptions;
    /** Name among the relays of a control server; by default derived from its key, `embedded` beside a control server. */
    readonly id?: string;
    /** A listener of its own for TCP tunnels; beside a control server they have that one's anyway. */
    readonly tcp?: TunnelListenOptions;
  };
  /** Relay without control: the control server that it registers with. */
  readonly register?: { readonly url: string; readonly secret: string };
  /** Of the environment: a relay without control goes through them. */
  readonly proxies?: ProxySettings;
  /** Networks of proxies that are believed when they say for whom they speak (`X-Forwarded-For`). */
  readonly trustedProxies?: readonly string[];
  /** Where `GET /health` is answered, for a process without a control server, which does so on its own port. */
  readonly health?: { readonly listen: readonly Endpoint[] };
  /** Control: what relays of other processes must know; without it there are none. */
  readonly relaySecret?: string;
  /** The system's own when absent. */
  readonly sockets?: ServerSockets;
  readonly clock: Clock;
  readonly log: Log;
}

export type { OwnParty } from './control/party/own-party.ts';
export type { PartySeed } from './control/store/seed-party.ts';

export interface ProbeOptions {
  readonly listen: readonly Endpoint[];
  /** null: a new key, not kept. */
  readonly keyPath: string | null;
  /** Where members reach it; empty: where they reach the relay, on the probe's own port. */
  readonly publicEndpoints: readonly Endpoint[];
  /** False: the relay does without where the endpoints can't be had. */
  readonly required: boolean;
}

export interface RunningServers {
  readonly controlEndpoints: readonly Endpoint[];
  readonly relayEndpoints: readonly Endpoint[];
  /** Empty without a probe. */
  readonly probeEndpoints: readonly Endpoint[];
  /** Where the relay takes TCP tunnels on a listener of its own. */
  readonly tunnelEndpoints: readonly Endpoint[];
  readonly healthEndpoints: readonly Endpoint[];
  readonly relayPublicKey: string | null;
  /** What the relay carries; null: there is none. */
  relayed(): { readonly clients: number; readonly bytesForwarded: number } | null;
  /** Tells members where they reach the relay beside the control server from now on; none: at that server's host. */
  tellRelayEndpoints(endpoints: readonly Endpoint[]): void;
  /** All places of parties that are taken, or kept for those who left. */
  seats(): readonly TakenSeat[];
  /** Of the control server, for whoever runs it for a party of its own; null: there is none. */
  readonly party: RunningControl['party'] | null;
  /** Closes everything; any further call waits for the first. */
  close(): Promise<void>;
}

export type ServeFault = ControlStartFault | RelayKeyFault | 'serve.secret-missing' | 'control.unreachable';

/**
 * Starts all that is asked for, or nothing. A relay that registers elsewhere is started whether or not its control
 * server answers yet.
 * @fault serve.secret-missing - a relay alone has nowhere to register, or a secret is empty.
 * @fault control.unreachable - the address to register with is none.
 * @fault serve.port-taken @fault serve.address-unavailable @fault serve.tls-invalid
 * @fault keys.unreadable - the relay's key file holds no key. @fault storage.unwritable @fault storage.full
 */
export async function startServers(options: ServeOptions): Promise<Result<RunningServers, ServeFault>> {
  const { register } = options;
  const refusal = refuse(options);
  if (refusal !== null) return fail(refusal);
  // The relay first, so that no party is ever made before there is one.
  const relay = await openRelay(options);
  if (!relay.ok) return relay;
  const control = await openControl(options, relay.value);
  if (!control.ok) {
    await closeAll(relay.value, null);
    return control;
  }
  const health = await openHealth(options);
  if (!health.ok) {
    await closeAll(relay.value, control.value);
    return health;
  }
  const link =
    relay.value !== null && control.value === null && register !== undefined
      ? linkRelay(options, relay.value, register)
      : null;
  let closing: Promise<void> | null = null;
  return ok({
    controlEndpoints: control.value?.endpoints ?? [],
    relayEndpoints: relay.value?.running.endpoints ?? [],
    probeEndpoints: relay.value?.running.probe?.endpoints ?? [],
    tunnelEndpoints: relay.value?.listener?.endpoints ?? [],
    healthEndpoints: health.value?.endpoints ?? [],
    relayPublicKey: relay.value?.running.publicKey ?? null,
    relayed: () => (relay.value === null ? null : carriedBy(relay.value.running)),
    seats: () => control.value?.seats() ?? [],
    party: control.value?.party ?? null,
    tellRelayEndpoints: (endpoints) => control.value?.tellRelayEndpoints(endpoints),
    close() {
      link?.close();
      closing ??= closeAll(relay.value, control.value, health.value);
      return closing;
    },
  });
}

function refuse({ relay, control, register, relaySecret }: ServeOptions): Fault<ServeFault> | null {
  const isLoneRelay = relay !== undefined && control === undefined;
  if ((isLoneRelay && register === undefined) || register?.secret === '' || relaySecret === '') {
    return fault('serve.secret-missing', {});
  }
  if (register === undefined || serverUrlSchema.safeParse(register.url).success) return null;
  return fault('control.unreachable', { server: register.url, reason: 'not-websocket-url' });
}

interface OpenRelay {
  readonly running: RunningRelay;
  readonly info: RelayInfo;
  readonly onTunnel: Upgrade;
  /** Its own, for tunnels. */
  readonly listener: TunnelListener | null;
}

/** The relay first: its tunnels end by themselves, where the control server would have to break them. */
async function closeAll(
  relay: OpenRelay | null,
  ...others: readonly ({ close(): Promise<void> } | null)[]
): Promise<void> {
  await relay?.running.close();
  await Promise.all([relay?.listener, ...others].map((other) => other?.close()));
}

/** Says that the process is there, and takes no WebSocket. */
async function openHealth({
  health,
  log,
}: ServeOptions): Promise<Result<UpgradeListener | null, ListenFault>> {
  if (health === undefined) return ok(null);
  return listenForUpgrades({
    ...health,
    tls: null,
    log: log.child('health'),
    onUpgrade: (_request, socket) => refuseUpgrade(socket, '404 Not Found'),
  });
}

async function openRelay({
  relay,
  control,
  trustedProxies = [],
  sockets = systemSockets,
  clock,
  log,
}: ServeOptions): Promise<Result<OpenRelay | null, ServeFault>> {
  if (relay === undefined) return ok(null);
  const key = await loadRelayKey(relay.keyPath);
  if (!key.ok) return key;
  const probeKey = relay.probe === undefined ? null : await loadRelayKey(relay.probe.keyPath);
  if (probeKey !== null && !probeKey.ok) return probeKey;
  const publicEndpoints = [...relay.publicEndpoints, ...(relay.probe?.publicEndpoints ?? [])];
  const started = await startRelay({
    listen: relay.listen,
    bind: sockets.bind,
    kernel: relay.kernel ?? false,
    batches: relay.batches === true,
    ...(relay.processes !== undefined && { processes: relay.processes }),
    privateKey: key.value,
    ...(relay.probe !== undefined &&
      probeKey !== null && { probe: { ...relay.probe, privateKey: probeKey.value } }),
    publicAddresses: publicEndpoints.map(({ address }) => address),
    clock,
    log: log.child('relay'),
  });
  if (!started.ok) return started;
  const { publicKey, endpoints, tunnels, close } = started.value;
  const onTunnel: Upgrade = (request, socket, head, client) => tunnels.upgrade(request, socket, head, client);
  const listening =
    relay.tcp === undefined
      ? ok(null)
      : await listenForTunnels(relay.tcp, new TrustedProxies(trustedProxies), onTunnel, log.child('relay'));
  if (!listening.ok) {
    await close();
    return listening;
  }
  const shared = control === undefined ? [] : [RELAY_TUNNEL_PATH];
  const info: RelayInfo = {
    id: relay.id ?? (control === undefined ? idOf(publicKey) : 'embedded'),
    publicKey,
    port: endpoints[0]?.port ?? 0,
    endpoints: relay.publicEndpoints.map(formatEndpoint),
    probe: probeInfo(started.value.probe, relay.publicEndpoints, relay.probe?.publicEndpoints ?? []),
    tcp: bestTunnelUrls([...(listening.value?.urls ?? []), ...shared]),
  };
  return ok({ running: started.value, info, onTunnel, listener: listening.value });
}

function probeInfo(
  probe: RunningRelay['probe'],
  relayPublic: readonly Endpoint[],
  probePublic: readonly Endpoint[],
): RelayInfo['probe'] {
  if (probe === null) return null;
  const relayAddresses = new Set(relayPublic.map(({ address }) => address));
  const isElsewhere = ({ address }: Endpoint) => !relayAddresses.has(address);
  return {
    publicKey: probe.publicKey,
    port: probe.endpoints[0]?.port ?? 0,
    endpoints: probePublic.map(formatEndpoint),
    // Said only where both are known: where one is not, they may be the same.
    otherAddress: relayPublic.length > 0 && probePublic.length > 0 && probePublic.every(isElsewhere),
  };
}

async function openControl(
  { control, relaySecret, trustedProxies = [], sockets = systemSockets, clock, log }: ServeOptions,
  relay: OpenRelay | null,
): Promise<Result<RunningControl | null, ServeFault>> {
  if (control === undefined) return ok(null);
  return startControl({
    ...control,
    localRelay:
      relay === null
        ? null
        : {
            info: relay.info,
            sink: relay.running,
            clientsNow: () => relay.running.stats().clients,
            onObserved: relay.running.onObserved,
            onTunnel: relay.onTunnel,
          },
    relaySecret: relaySecret ?? null,
    trustedProxies: new TrustedProxies(trustedProxies),
    listenForControl: sockets.listenForControl,
    clock,
    log: log.child('control'),
  });
}

function linkRelay(
  { proxies = noProxies, sockets = systemSockets, clock, log }: ServeOptions,
  { running, info }: OpenRelay,
  { url, secret }: NonNullable<ServeOptions['register']>,
): { close(): void } {
  return startRelayLink({
    url,
    secret,
    relay: info,
    sink: running,
    onObserved: running.onObserved,
    stats: () => carriedBy(running),
    open: sockets.openControl(proxies),
    clock,
    log: log.child('relay-link'),
  });
}

function carriedBy(relay: RunningRelay): { clients: number; bytesForwarded: number } {
  const { clients, forwardedBytes } = relay.stats();
  return { clients, bytesForwarded: forwardedBytes };
}

function idOf(publicKey: string): string {
  return `relay-${createHash('sha256').update(publicKey).digest('hex').slice(0, 12)}`;
}

import { type Endpoint, formatEndpoint } from '../../../shared/address.ts';
import { ok, type Result } from '../../../shared/result.ts';
import type { Clock } from '../../base/clock.ts';
import { type DatabaseFault, openDatabase } from '../../base/database.ts';
import type { Log } from '../../base/log/log.ts';
import type { ListenFault, TlsFiles, Upgrade } from '../listen-for-upgrades.ts';
import type { ServerSockets } from '../server-sockets.ts';
import type { TrustedProxies } from '../trusted-proxies.ts';
import { startControlCore, type TakenSeat } from './control-core.ts';
import { type ControlLimits, defaultControlLimits } from './limits.ts';
import type { OwnParty } from './party/own-party.ts';
import type { OwnRelay } from './relays/relay-registry.ts';
import { partyMigrations } from './store/party-migrations.ts';
import type { PartySeed } from './store/seed-party.ts';
import { openSqlitePartyStore } from './store/sqlite-party-store.ts';

export interface ControlOptions {
  readonly listen: readonly Endpoint[];
  /** `:memory:` keeps nothing. */
  readonly databasePath: string;
  readonly tls?: TlsFiles;
  readonly limits?: Partial<ControlLimits>;
  /** Id of the one party that is served, for a server that a player runs; everybody's when absent. */
  readonly onlyParty?: string;
  /** What its members know of that party, in the place of what the database has; `anew`: nothing. */
  readonly seed?: PartySeed | 'anew';
}

/** The relay of the same process. */
export interface LocalRelay extends OwnRelay {
  /** Takes its tunnels from the control server's listener. */
  readonly onTunnel: Upgrade;
}

export interface RunningControl {
  readonly endpoints: readonly Endpoint[];
  /** Tells members where the relay of this process is from now on; none: at the host of the control server. */
  tellRelayEndpoints(endpoints: readonly Endpoint[]): void;
  /** All places that are taken, or kept for those who left. */
  seats(): readonly TakenSeat[];
  readonly party: OwnParty;
  close(): Promise<void>;
}

export type ControlStartFault = ListenFault | DatabaseFault;

/** Opens the database, takes up the parties in it and listens. Nothing is left open when it fails. */
export async function startControl(
  options: ControlOptions & {
    localRelay: LocalRelay | null;
    relaySecret: string | null;
    trustedProxies?: TrustedProxies | undefined;
    listenForControl: ServerSockets['listenForControl'];
    clock: Clock;
    log: Log;
  },
): Promise<Result<RunningControl, ControlStartFault>> {
  const { localRelay, clock, log } = options;
  const opened = openDatabase(options.databasePath, partyMigrations, { now: () => clock.date() });
  if (!opened.ok) return opened;
  if (opened.value.repaired !== null) log.warn('damaged database moved', { to: opened.value.repaired });
  const core = startControlCore({
    store: openSqlitePartyStore(opened.value.database),
    limits: { ...defaultControlLimits, ...options.limits },
    onlyParty: options.onlyParty ?? null,
    seed: options.seed ?? null,
    relaySecret: options.relaySecret,
    clock,
    log,
  });
  // Before anybody can connect, so that the first party has a relay.
  if (localRelay !== null) core.attachRelay(localRelay);
  const listener = await options.listenForControl({
    listen: options.listen,
    tls: options.tls ?? null,
    trustedProxies: options.trustedProxies,
    log,
    onSocket: core.accept,
    onTunnel: localRelay?.onTunnel ?? null,
  });
  if (!listener.ok) {
    core.close();
    return listener;
  }
  const { endpoints, close } = listener.value;
  log.info('control server listens', { endpoints });
  return ok({
    endpoints,
    party: core.party,
    tellRelayEndpoints: (places) => core.tellRelayEndpoints(places.map(formatEndpoint)),
    seats: () => core.seats(),
    async close() {
      core.close();
      await close();
    },
  });
}

/** What a party is given of the engine around it: keys, stores and settings, those that may change as they are then. */
import { hostname } from 'node:os';
import type { Clock } from '../base/clock.ts';
import type { CountMessage } from '../base/count-message.ts';
import type { ProxySettings } from '../base/knobs.ts';
import type { Log } from '../base/log/log.ts';
import { webSockets } from '../control-client/web-socket.ts';
import type { ServingTerms } from './party/friend-relay.ts';
import type { PartyContext } from './party/party-context.ts';
import type { Stores } from './stores.ts';
import { type HelperCalls, Tunnel, type TunnelDevice } from './tunnel/tunnel.ts';

export interface PartyTermsOptions {
  readonly stores: Stores;
  readonly helper: HelperCalls;
  readonly proxies: ProxySettings;
  readonly clock: Clock;
  readonly log: Log;
  /** Of the program. */
  readonly version: string;
  readonly count: CountMessage;
}

/** The terms of a party that begins now. */
export function partyTerms({ stores, helper, version, ...options }: PartyTermsOptions): PartyContext {
  const settings = stores.settings.get();
  return {
    ...options,
    openControl: webSockets(options.proxies),
    tunnel: new Tunnel(helper, () => device(stores, settings.interfaceName)),
    keys: stores.keys,
    memberships: stores.memberships,
    keepaliveSeconds: settings.keepaliveSeconds,
    stunServers: settings.stunServers,
    mapsPort: settings.portMapping,
    app: `lanrage/${version}`,
    displayName: () => displayName(stores),
    serving: () => servingTerms(stores),
    random: Math.random,
  };
}

/** People who haven't chosen a name yet are known by their machine's. */
export function displayName(stores: Stores): string {
  return stores.settings.get().displayName || hostname().slice(0, 40) || 'Player';
}

function servingTerms(stores: Stores): ServingTerms {
  const settings = stores.settings.get();
  return {
    allowed: settings.relayForFriends,
    megabitsPerSecond: settings.relayForFriendsMbits,
    port: settings.embeddedRelayPort,
    mapsPort: settings.portMapping,
  };
}

/** A party keeps the name of its device; the rest may change between two makings of it. */
function device({ settings, keys }: Stores, name: string): TunnelDevice {
  const { wireguardPort: listenPort, mtu } = settings.get();
  return { name, privateKey: keys.wireguard.privateKey, listenPort, mtu };
}

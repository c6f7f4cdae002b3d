/** The places that the settings name, opened when somebody hosts or seeks. */
import { parseMeetingServer } from '../../../shared/model/settings/meeting-server.ts';
import type { Clock } from '../../base/clock.ts';
import type { Log } from '../../base/log/log.ts';
import type { Random } from '../../base/random.ts';
import type { OpenUdp } from '../../base/udp.ts';
import type { OpenControlSocket } from '../../control-client/control-socket.ts';
import { peerIdOf } from '../../crypto/peer-id.ts';
import { type Lookup, resolveServer } from '../nat/resolve-server.ts';
import { ControlVisit } from './control/control-visit.ts';
import type { DhtClientOptions, KnownNodes } from './dht/dht-client.ts';
import { dhtWay } from './dht/dht-way.ts';
import { openHosting } from './hosting.ts';
import { lookInHouse, showInHouse } from './lan/house.ts';
import type { OpenLan } from './lan/lan-socket.ts';
import { lanWay } from './lan/lan-way.ts';
import type { OpenByteStream } from './mqtt/byte-stream.ts';
import { MqttVisit } from './mqtt/mqtt-visit.ts';
import { nostrWay } from './nostr/nostr-way.ts';
import type { OpenWay } from './place.ts';
import { type PushPlaceOptions, pushPlace } from './push-place.ts';
import type { Hosting, Identity, OpenRendezvous, RendezvousSettings } from './rendezvous.ts';
import { openSeeking } from './seeking.ts';

export interface RendezvousPorts {
  readonly clock: Clock;
  readonly random: Random;
  readonly openSocket: OpenControlSocket;
  readonly openUdp: OpenUdp;
  readonly lookup: Lookup;
  readonly knownNodes: KnownNodes;
  readonly openLan: OpenLan;
  readonly openByteStream: OpenByteStream;
  readonly log: Log;
}

const RESOLVE_MS = 2000;

export function rendezvousOf(ports: RendezvousPorts): OpenRendezvous {
  return (settings) => {
    const context = { ...ports, ways: waysOf(settings, ports) };
    return {
      host: (root, self, tell) => withHouse(openHosting(context, root, self, tell), self, ports),
      seek: (root, self, tell) => openSeeking(context, root, self, tell),
      lookInHouse: (tell) => lookInHouse(ports, tell),
    };
  };
}

function withHouse(hosting: Omit<Hosting, 'showInHouse'>, self: Identity, ports: RendezvousPorts): Hosting {
  let showing: { stop(): void } | null = null;
  return {
    ...hosting,
    showInHouse(shown) {
      showing?.stop();
      showing = shown && showInHouse(ports, { ...shown, peer: peerIdOf(self.publicKey) });
    },
    stop() {
      showing?.stop();
      return hosting.stop();
    },
  };
}

function waysOf({ relays, dhtNodes, servers, lan }: RendezvousSettings, ports: RendezvousPorts): OpenWay[] {
  return [
    ...(relays.length > 0 ? [nostrWay(relays, ports)] : []),
    ...(dhtNodes.length > 0
      ? [dhtWay({ ...ports, known: ports.knownNodes, begin: beginAt(dhtNodes, ports) })]
      : []),
    ...servers.flatMap((server) => ownServer(server, ports)),
    ...(lan ? [lanWay(ports)] : []),
  ];
}

function ownServer(place: string, ports: RendezvousPorts): OpenWay[] {
  const server = parseMeetingServer(place);
  if (server === null) return [];
  const visit: PushPlaceOptions['visit'] =
    server.kind === 'mqtt'
      ? (role, events) => new MqttVisit(server, ports, role, events)
      : (role, events) => new ControlVisit(place, ports, role, events);
  return [pushPlace({ ...ports, way: server.kind, place, visit })];
}

function beginAt(nodes: readonly string[], { clock, lookup }: RendezvousPorts): DhtClientOptions['begin'] {
  return async () => {
    const asked = nodes.flatMap((node) =>
      ([4, 6] as const).map((family) =>
        resolveServer(node, { family, timeoutMs: RESOLVE_MS, clock, lookup }),
      ),
    );
    return (await Promise.all(asked)).flatMap((found) => ('reason' in found ? [] : [found]));
  };
}

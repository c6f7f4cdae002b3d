/** The parts of a party, made of what it knows and of the world around it. */
import type { ServerAddress } from '../../../shared/stun/server-address.ts';
import { bareHost, portOf } from '../../../shared/url-host.ts';
import { pairPresharedKey } from '../../crypto/party-keys.ts';
import { claimControl } from '../control/claim-control.ts';
import { ControlSession, type ControlSessionMembership } from '../control/session.ts';
import type { Gatherer } from '../path/reachability/gatherer.ts';
import { Surroundings } from '../path/reachability/surroundings.ts';
import { MeshRunner } from '../path/run/mesh-runner.ts';
import { FriendRelay, type ServingTerms } from './friend-relay.ts';
import { LanGames } from './lan-games.ts';
import type { OwnMembership } from './own-membership.ts';
import { displayName, type PartyContext, type PartyFacts } from './party-context.ts';
import type { TellParty } from './party-event.ts';
import type { PartyInbox } from './party-inbox.ts';
import type { PartyRelays } from './party-relays.ts';
import type { PartyTunnel } from './party-tunnel.ts';
import { SuccessionKeeper } from './succession-keeper.ts';
import { TunnelKeeper, type TunnelKeeperOptions } from './tunnel-keeper.ts';

/** Begins with a party to create, join or resume. */
export function makeSession(
  facts: PartyFacts,
  { ports, stores, app, count, log }: PartyContext,
  membership: ControlSessionMembership,
  tell: TellParty,
): ControlSession {
  const { identity, wireguard } = stores.keys;
  return new ControlSession({
    open: ports.openControl,
    clock: ports.clock,
    random: ports.random.unit,
    servers: facts.servers,
    party: facts.keys,
    identity,
    wireguard,
    membership,
    app,
    log: log.child('control'),
    count,
    tell,
  });
}

/** Begins once it is told of the device. */
export function makeMesh({
  facts,
  context,
  net,
  startedAtMs,
  tell,
}: {
  readonly facts: PartyFacts;
  readonly context: PartyContext;
  readonly net: PartyTunnel;
  readonly startedAtMs: number;
  readonly tell: TellParty;
}): MeshRunner {
  const { ports, stores, tunnel, settings, app, log } = context;
  const { clock, random, outside, openPipe } = ports;
  const ownKey = stores.keys.wireguard.publicKey;
  const session = Buffer.from(random.bytes(4)).readUInt32BE();
  const { keepaliveSeconds } = settings;
  return new MeshRunner({
    terms: {
      ownKey,
      keepaliveSeconds,
      servers: facts.servers,
      session,
      startedAtMs,
      ...(isMetDirectly(facts, context) && { direct: true }),
    },
    app,
    tunnel,
    clock,
    random,
    outside,
    openPipe,
    log: log.child('path'),
    presharedKey: (key) => pairPresharedKey(facts.keys.pskKey, ownKey, key),
    sendEcho: (to, packet) => net.sendEcho(to, packet),
    tell,
  });
}

/** No relay may be there that everybody reaches. */
function isMetDirectly({ embedded, met }: PartyFacts, { rendezvous }: PartyContext): boolean {
  return met !== undefined || (embedded !== null && rendezvous !== null);
}

export function makeSurroundings({
  facts,
  context,
  gatherer,
  relays,
  tell,
}: {
  readonly facts: PartyFacts;
  readonly context: PartyContext;
  readonly gatherer: Gatherer;
  readonly relays: PartyRelays;
  readonly tell: TellParty;
}): Surroundings {
  const { ports, settings, log } = context;
  const { clock, random, outside, mapPort } = ports;
  return new Surroundings({
    gatherer,
    stunServers: () => [...relays.stunServers().filter(isElsewhere), ...settings.stunServers],
    tcpServer: controlServer(facts),
    mapsPort: settings.portMapping,
    outside,
    mapPort,
    clock,
    random: random.bytes,
    log: log.child('nat'),
    onChange: () => tell({ type: 'surroundings' }),
  });
}

export function makeFriendRelay({
  facts,
  context: { ports, stores, log },
  session,
  inbox,
  tell,
}: {
  facts: PartyFacts;
  context: PartyContext;
  session: ControlSession;
  inbox: Pick<PartyInbox, 'isMember'>;
  tell: TellParty;
}): FriendRelay {
  return new FriendRelay({
    party: facts.keys.partyId,
    isMember: (key) => key === stores.keys.wireguard.publicKey || inbox.isMember(key),
    terms: (): ServingTerms => {
      const now = stores.settings.get();
      return {
        // Servers of our own have a relay.
        allowed: now.relayForFriends && facts.embedded === null,
        megabitsPerSecond: now.relayForFriendsMbits,
        port: now.embeddedRelayPort,
        mapsPort: now.portMapping,
      };
    },
    ports,
    log: log.child('friend-relay'),
    request: (body) => session.request(body),
    onChange: () => tell({ type: 'serving' }),
  });
}

/** Begins once it is told that the device has its address. */
export function makeLanGames(
  { ports, stores, tunnel, log }: PartyContext,
  mesh: MeshRunner['mesh'],
  tell: TellParty,
): LanGames {
  const { clock } = ports;
  return new LanGames({
    tunnel,
    clock,
    log: log.child('games'),
    isWanted: () => stores.settings.get().lanGames,
    // Who is in the same LAN hears the game itself.
    members: () =>
      mesh
        .links()
        .filter((link) => link.strategy(clock.now()) !== 'lan')
        .map(({ member }) => member.address),
    onChange: () => tell({ type: 'games' }),
  });
}

/** Begins once it is told that this machine was looked at. */
export function makeTunnelKeeper({
  context: { ports, log },
  net,
  mesh,
  mend,
  tell,
}: {
  readonly context: PartyContext;
  readonly net: PartyTunnel;
  readonly mesh: MeshRunner['mesh'];
  readonly mend: TunnelKeeperOptions['mend'];
  readonly tell: TellParty;
}): TunnelKeeper {
  const { machine, clock } = ports;
  return new TunnelKeeper({
    machine,
    clock,
    log: log.child('tunnel'),
    place: () => net.place,
    members: () => mesh.links().map(({ member }) => member.address),
    mend,
    tell,
  });
}

/** Begins once it is told that we are seated. */
export function makeSuccession({
  facts,
  context: { ports, stores, startServers, app, count, log },
  membership,
  session,
  inbox,
  gatherer,
  net,
  ending,
  onChange,
}: {
  readonly facts: PartyFacts;
  readonly context: PartyContext;
  readonly membership: OwnMembership;
  readonly session: ControlSession;
  readonly inbox: PartyInbox;
  readonly gatherer: Gatherer;
  readonly net: PartyTunnel;
  /** Of the party. */
  readonly ending: AbortSignal;
  onChange(): void;
}): SuccessionKeeper {
  const { keys } = stores;
  const { clock } = ports;
  const claiming = {
    open: ports.openControl,
    identity: keys.identity,
    app,
    clock,
    log: log.child('claim'),
    count,
  };
  return new SuccessionKeeper({
    facts,
    keys,
    clock,
    log: log.child('succession'),
    members: () => inbox.members(),
    member: (peer) => inbox.member(peer),
    bury: ({ peer, seq }) => inbox.bury(peer, seq),
    nameOf: (peer) => (peer === keys.peerId ? displayName(stores, ports.machine) : inbox.nameOf(peer)),
    ownReachability: () => gatherer.current(),
    send: (address, bytes) => net.sendDatagram(address, bytes),
    heartbeat: () => session.request({ type: 'heartbeat' }),
    seed: () => ({ ...membership.seed(), members: [membership.wire(), ...inbox.wires()] }),
    startServers,
    moveTo: (servers) => session.moveTo(servers),
    claim: (servers, reign) => claimControl(servers, reign, facts.keys, claiming, ending),
    onChange(isOther) {
      if (isOther) inbox.expectStragglers();
      onChange();
    },
    onSettled: () => inbox.endStragglers(),
  });
}

/** For a look past UDP. */
function controlServer({ servers }: PartyFacts): ServerAddress | null {
  const text = servers.find((server) => URL.canParse(server));
  if (text === undefined) return null;
  const url = new URL(text);
  return { host: bareHost(url), port: portOf(url) };
}

/** A relay in this very machine can't tell how a NAT behaves. */
function isElsewhere(server: string): boolean {
  return !server.startsWith('127.');
}

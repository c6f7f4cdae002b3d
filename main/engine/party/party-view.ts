/** A party as people see it. */
import { formatSubnet, type Subnet } from '../../../shared/address.ts';
import { fault } from '../../../shared/faults/fault.ts';
import { formatCode } from '../../../shared/invite/code.ts';
import { formatInvite } from '../../../shared/invite/link.ts';
import type { PathChange } from '../../../shared/model/path-history.ts';
import type { PartyView, PeerView, Sample } from '../../../shared/model/snapshot.ts';
import type { Clock } from '../../base/clock.ts';
import { natGrade } from '../nat/nat-grade.ts';
import type { Link } from '../path/link/link.ts';
import type { Mesh } from '../path/mesh/mesh.ts';
import type { Surroundings } from '../path/reachability/surroundings.ts';
import type { FriendRelay } from './friend-relay.ts';
import type { PartyFacts } from './party-context.ts';

/** The invite in its link form, with all addresses of the party's server. */
export function inviteOf({ code, servers, embedded, met }: Omit<PartyFacts, 'keys' | 'reign'>): string {
  // An address within the party leads nobody there who isn't in it.
  return formatInvite({ code, servers: embedded?.inviteUrls ?? (met === undefined ? servers : []) });
}

/** How the network treats this machine; null while nothing was measured. */
export function viewNetwork({
  report,
  mappedEndpoint,
}: Pick<Surroundings, 'report' | 'mappedEndpoint'>): PartyView['network'] {
  return report === null ? null : { report, ...natGrade(report), mappedEndpoint };
}

/** What this machine carries for the others: by the party's own servers, or by a relay for friends. */
export function viewServing(
  { embedded }: Pick<PartyFacts, 'embedded'>,
  friend: Pick<FriendRelay, 'serving'>,
  { relays }: Pick<Mesh, 'relays'>,
): NonNullable<PartyView['serving']> | null {
  const hosted = embedded?.relaying ?? null;
  if (hosted === null) return friend.serving;
  // We hold our own relay as everybody does.
  const own = relays.home?.peer.reached === true ? 1 : 0;
  return { ...hosted, clients: Math.max(0, hosted.clients - own) };
}

/** Samples of all members, oldest first within each. */
export function viewSamples(mesh: Pick<Mesh, 'links'>): Sample[] {
  return mesh
    .links()
    .flatMap(({ member, probe }) =>
      probe.window.samples().map(({ sentAtMs, rttMs }) => ({ peer: member.id, at: sentAtMs, rttMs })),
    );
}

/** How the way to a member changed, oldest first; null for one that isn't a member. */
export function viewPathHistory(
  mesh: Pick<Mesh, 'link'>,
  peer: string,
  clock: Clock,
): readonly PathChange[] | null {
  const wallMs = clock.date().getTime() - clock.now();
  const changes = mesh.link(peer)?.history.changes ?? null;
  return (
    changes?.map(({ atMs, ...change }) => ({ ...change, at: new Date(wallMs + atMs).toISOString() })) ?? null
  );
}

type PartyMesh = Pick<Mesh, 'links' | 'relays'>;

export function viewParty(party: {
  facts: PartyFacts;
  name: string;
  subnet: Subnet;
  self: PartyView['self'];
  control: PartyView['control'];
  succession: PartyView['succession'];
  serving: PartyView['serving'];
  network: PartyView['network'];
  games: PartyView['games'];
  mesh: PartyMesh;
  /** Empty for one that isn't a member. */
  nameOf(peer: string): string;
  clock: Clock;
}): PartyView {
  const { facts, mesh, clock } = party;
  return {
    id: facts.keys.partyId,
    name: party.name,
    code: formatCode(facts.code),
    invite: inviteOf(facts),
    subnet: formatSubnet(party.subnet),
    self: party.self,
    hosting: facts.embedded !== null,
    server: facts.servers[0] ?? '',
    control: party.control,
    relay: viewRelay(mesh),
    relays: viewRelays(mesh),
    succession: party.succession,
    serving: party.serving,
    network: party.network,
    games: party.games,
    peers: mesh.links().map((link) => viewPeer(link, party.nameOf(link.member.id), clock)),
  };
}

function viewRelay({ relays }: PartyMesh): PartyView['relay'] {
  if (relays.home === null) return null;
  const { endpoint, reached, transport } = relays.home.peer;
  return { endpoint, reached, transport };
}

function viewRelays({ relays }: PartyMesh): PartyView['relays'] {
  return relays.all().map((relay) => {
    const { endpoint, reached, transport } = relay.peer;
    return {
      id: relay.info.id,
      endpoint,
      reached,
      rttMs: relay.rttMs,
      transport,
      mine: relay === relays.home,
    };
  });
}

function viewPeer(link: Link, name: string, clock: Clock): PeerView {
  const nowMs = clock.now();
  const { member, handshake, status } = link;
  const latestHandshake = status?.latestHandshake ?? null;
  const state = link.state(nowMs);
  return {
    id: member.id,
    name,
    address: member.address,
    state,
    path: link.path,
    endpoint: status?.endpoint ?? null,
    direct: link.direct.kind,
    strategy: link.strategy(nowMs),
    relay: viewPairRelay(link),
    relayedReason: link.direct.reason,
    ...link.probe.window.figures(nowMs),
    handshakeAgeMs:
      latestHandshake === null ? null : Math.max(0, clock.date().getTime() - latestHandshake * 1000),
    rxBytes: status?.rxBytes ?? 0,
    txBytes: status?.txBytes ?? 0,
    connectMs: link.connectMs,
    ...viewMtu(link),
    fault: faultOf(state, handshake.stalled(nowMs), name),
  };
}

function faultOf(state: PeerView['state'], isStalled: boolean, peer: string): PeerView['fault'] {
  if (!isStalled) return null;
  return fault(state === 'lost' ? 'peer.link-lost' : 'peer.handshake-timeout', { peer });
}

function viewMtu({ mtu: { bytes, limit } }: Link): Pick<PeerView, 'pathMtu'> {
  return bytes === null ? {} : { pathMtu: { bytes, isKept: limit !== null } };
}

function viewPairRelay({ choice }: Link): PeerView['relay'] {
  return choice.relay === null ? null : { id: choice.relay, rttSumMs: choice.rttSumMs };
}

/**
 * Which direct paths between two members can work, best first, by the logic of RFC 4787. Pure: both ends' facts go
 * in. A wrong guess costs the game half a second, so what can't work is not tried, and what is unknown is.
 */
import { contains, parseEndpoint, parseIpv4, parseSubnet } from '../../../../../shared/address.ts';
import type {
  Candidate,
  DirectKind,
  Reachability,
  RelayedReason,
} from '../../../../../shared/model/reachability.ts';

/** What one end does: `target` is where its WireGuard sends from then on; null: it follows the other by roaming. */
export interface Part {
  readonly target: string | null;
  /** Endpoints that a decoy opens the own NAT towards, before the move. */
  readonly open: readonly string[];
}

export interface Attempt {
  readonly kind: DirectKind;
  readonly own: Part;
  readonly peer: Part;
}

export type Plan = { readonly attempts: readonly Attempt[]; readonly reason: RelayedReason };

/** Plans the attempts; `reason` says why the pair stays relayed when there are none or all fail. */
export function planAttempts(own: Reachability, peer: Reachability): Plan {
  const isTurnedBack = isHairpinRefused(own, peer);
  const punched = isTurnedBack ? { reason: 'no-hairpinning' as const } : planPunch(own, peer);
  const attempts = [
    ...planLan(own, peer),
    ...planIpv6(own, peer),
    ...(isTurnedBack ? [] : planMapped(own, peer)),
    ...('kind' in punched ? [punched] : []),
  ];
  const isBlocked = 'reason' in punched && punched.reason === 'udp-blocked';
  const isUntried = 'reason' in punched && attempts.length === 0;
  return { attempts, reason: isBlocked || isUntried ? punched.reason : 'no-path-answered' };
}

/** Whether a path is worth leaving another for; null: the relay. */
export function isBetter(kind: DirectKind, than: DirectKind | null): boolean {
  return than === null || RANKS[kind] < RANKS[than];
}

/** What kind of path leads to an endpoint of the peer's; null for one that is none of its candidates. */
export function kindOf(endpoint: string, own: Reachability, peer: Reachability): DirectKind | null {
  const candidate = peer.candidates.find((each) => each.endpoint === endpoint);
  if (candidate === undefined) return null;
  if (candidate.type === 'mapped') return 'mapped';
  if (isGlobalIpv6(endpoint)) return 'ipv6';
  return hosts(own).some((mine) => shareNetwork(mine, candidate)) ? 'lan' : 'punched';
}

/** Each that fails disturbs a game for half a second. */
const MOST_LAN_PAIRS = 2;
/** Two addresses of each: one of a provider or prefix that is being left may come first. */
const MOST_IPV6_PAIRS = 4;

/** A port that was granted is no faster than one that was punched. */
const RANKS: Readonly<Record<DirectKind, number>> = { lan: 0, ipv6: 1, mapped: 2, punched: 2 };

/** The same network, and nothing that says it is merely another one with the same numbers. */
function planLan(own: Reachability, peer: Reachability): Attempt[] {
  if (!mayShareLan(own, peer)) return [];
  const pairs = inOrder(hosts(own), hosts(peer)).filter(
    ([mine, theirs]) => shareNetwork(mine, theirs) && !hasAddressOf(own, theirs) && !hasAddressOf(peer, mine),
  );
  return pairs.slice(0, MOST_LAN_PAIRS).map(([mine, theirs]) => meet('lan', mine.endpoint, theirs.endpoint));
}

/**
 * All pairs by the priority of RFC 8445 §6.1.2.3: the worse of the two counts first, then the better, then ours. Ends
 * list their addresses best first.
 */
function inOrder(own: readonly Candidate[], peer: readonly Candidate[]): [Candidate, Candidate][] {
  const pairs = own.flatMap((mine, i) => peer.map((theirs, j) => ({ mine, theirs, i, j })));
  pairs.sort((a, b) => Math.max(a.i, a.j) - Math.max(b.i, b.j) || a.i + a.j - (b.i + b.j) || a.i - b.i);
  return pairs.map(({ mine, theirs }) => [mine, theirs]);
}

function shareNetwork(a: Candidate, b: Candidate): boolean {
  return a.network !== null && a.network === b.network;
}

/** Whoever has the same address as we do is in another network with the same numbers. */
function hasAddressOf(side: Reachability, { endpoint }: Candidate): boolean {
  const address = parseEndpoint(endpoint)?.address;
  return hosts(side).some((own) => parseEndpoint(own.endpoint)?.address === address);
}

function mayShareLan(own: Reachability, peer: Reachability): boolean {
  const [mine, theirs] = [publicAddress(own), publicAddress(peer)];
  return mine === null || theirs === null || mine === theirs;
}

/** Behind one NAT, what is sent to the other's public side would have to come back in. */
function isHairpinRefused(own: Reachability, peer: Reachability): boolean {
  const mine = publicAddress(own);
  return mine !== null && mine === publicAddress(peer) && 'no' === (own.hairpinning ?? peer.hairpinning);
}

function planIpv6(own: Reachability, peer: Reachability): Attempt[] {
  const pairs = inOrder(globalHosts(own), globalHosts(peer)).slice(0, MOST_IPV6_PAIRS);
  return pairs.map(([mine, theirs]) => meet('ipv6', mine.endpoint, theirs.endpoint));
}

/** One of each network: others of it lead to the same interface, past the same firewall. */
function globalHosts(side: Reachability): Candidate[] {
  const global = hosts(side).filter(({ endpoint }) => isGlobalIpv6(endpoint));
  return global.filter(
    ({ network }, at) => network === null || global.findIndex((other) => other.network === network) === at,
  );
}

/** A granted port takes packets from anybody: the other side dials it. */
function planMapped(own: Reachability, peer: Reachability): Attempt[] {
  const [mine, theirs] = [find(own, 'mapped'), find(peer, 'mapped')];
  const dialTheirs = theirs === undefined ? [] : [dial('mapped', theirs.endpoint)];
  const dialMine = mine === undefined ? [] : [swap(dial('mapped', mine.endpoint))];
  return [...dialTheirs, ...dialMine];
}

function planPunch(own: Reachability, peer: Reachability): Attempt | { reason: RelayedReason } {
  if (own.udp === 'blocked' || peer.udp === 'blocked') return { reason: 'udp-blocked' };
  const [mine, theirs] = [find(own, 'server-reflexive'), find(peer, 'server-reflexive')];
  if (theirs !== undefined && takesAnybody(peer, theirs)) return dial('punched', theirs.endpoint);
  if (mine !== undefined && takesAnybody(own, mine)) return swap(dial('punched', mine.endpoint));
  if (mine === undefined || theirs === undefined) return { reason: 'gathering' };
  const [ownDepends, peerDepends] = [isPortDependent(own, mine), isPortDependent(peer, theirs)];
  // Even where both filters let it in, WireGuard would follow ports that change with every answer.
  if (ownDepends && peerDepends) return { reason: 'both-sides-port-dependent' };
  if (ownDepends) return planOneSided(peer, theirs, mine);
  if (peerDepends) return mirror(planOneSided(own, mine, theirs));
  return meet('punched', mine.endpoint, theirs.endpoint);
}

/** The dialling side gets a port that nobody knows before: the other side must let any port of its address in. */
function planOneSided(
  listening: Reachability,
  listener: Candidate,
  dialler: Candidate,
): Attempt | { reason: RelayedReason } {
  if (listening.filtering === 'address-and-port-dependent') {
    return { reason: 'port-dependent-meets-port-filtering' };
  }
  const attempt = dial('punched', listener.endpoint);
  return { ...attempt, peer: { target: null, open: [dialler.endpoint] } };
}

/** Both send to each other at once. */
function meet(kind: DirectKind, mine: string, theirs: string): Attempt {
  return { kind, own: { target: theirs, open: [theirs] }, peer: { target: mine, open: [mine] } };
}

/** We send, the other side follows. */
function dial(kind: DirectKind, theirs: string): Attempt {
  return { kind, own: { target: theirs, open: [theirs] }, peer: { target: null, open: [] } };
}

function swap({ kind, own, peer }: Attempt): Attempt {
  return { kind, own: peer, peer: own };
}

function mirror(planned: Attempt | { reason: RelayedReason }): Attempt | { reason: RelayedReason } {
  return 'kind' in planned ? swap(planned) : planned;
}

/** No NAT: the relay sees the very address and port that the machine has. There may be a firewall all the same. */
function isPublic(side: Reachability, reflexive: Candidate): boolean {
  return hosts(side).some(({ endpoint }) => endpoint === reflexive.endpoint);
}

function takesAnybody(side: Reachability, reflexive: Candidate): boolean {
  const { filtering } = side;
  return isPublic(side, reflexive) && (filtering === 'endpoint-independent' || filtering === 'unknown');
}

function isPortDependent(side: Reachability, reflexive: Candidate): boolean {
  return side.mapping === 'dependent' && !isPublic(side, reflexive);
}

function hosts(side: Reachability): Candidate[] {
  return side.candidates.filter(({ type }) => type === 'host');
}

function find(side: Reachability, type: Candidate['type']): Candidate | undefined {
  return side.candidates.find((candidate) => candidate.type === type);
}

function publicAddress(side: Reachability): string | null {
  const reflexive = find(side, 'server-reflexive');
  const address = reflexive === undefined ? null : (parseEndpoint(reflexive.endpoint)?.address ?? null);
  return address === null || isPrivate(address) ? null : address;
}

const PRIVATE = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '169.254.0.0/16'].flatMap(
  (text) => parseSubnet(text) ?? [],
);

function isPrivate(address: string): boolean {
  const value = parseIpv4(address);
  return value !== null && PRIVATE.some((subnet) => contains(subnet, value));
}

/** RFC 4291 §2.4: 2000::/3 is what is routed. */
function isGlobalIpv6(endpoint: string): boolean {
  return /^\[[23]/.test(endpoint);
}

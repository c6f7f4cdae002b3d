/** What two ends who meet tell each other of how they are reached, and what follows from both. Pure. */
import { type Endpoint, formatEndpoint, parseEndpoint } from '../../../shared/address.ts';
import type { Candidate, Reachability } from '../../../shared/model/reachability.ts';
import type { MeetingFacts } from '../rendezvous/rendezvous.ts';

/** As many as a note has room for. */
const MOST = { endpoints: 4, ipv6: 2, lan: 4 } as const;

/** @param wireguardKey - our own, base64. */
export function meetingFacts(
  { candidates, mapping, filtering }: Reachability,
  wireguardKey: string,
): MeetingFacts {
  const of = (...types: Candidate['type'][]): Endpoint[] =>
    types.flatMap((type) =>
      candidates.filter((one) => one.type === type).flatMap(({ endpoint }) => parseEndpoint(endpoint) ?? []),
    );
  const hosts = of('host');
  const isMapped = candidates.some(({ type }) => type === 'mapped');
  return {
    wireguardKey,
    endpoints: of('mapped', 'server-reflexive').slice(0, MOST.endpoints),
    ipv6: hosts.filter(({ address }) => isGlobalIpv6(address)).slice(0, MOST.ipv6),
    lan: hosts.filter(({ address }) => !address.includes(':')).slice(0, MOST.lan),
    // Those of the best endpoint: a port that the router granted lets everybody in.
    mapping: isMapped ? 'endpoint-independent' : mapping,
    filtering: isMapped ? 'endpoint-independent' : filtering,
  };
}

/** Where the other end may be, best first, as `address:port`. */
export function targetsOf(own: MeetingFacts, other: MeetingFacts): readonly string[] {
  const lan = mayShareHouse(own, other) ? other.lan : [];
  const ipv6 = own.ipv6.length > 0 ? other.ipv6 : [];
  return [...new Set([...lan, ...ipv6, ...other.endpoints].map(formatEndpoint))];
}

/** Whose NAT stands in the way. */
export type Obstacle = 'ours' | 'theirs' | 'both';

/**
 * Why the two can't meet (RFC 4787): a port that is another for each destination is found by nobody who lets in no other
 * than the one that was told. Null where they can, or where it isn't known that they can't.
 */
export function obstacle(own: MeetingFacts, other: MeetingFacts): Obstacle | null {
  if (hasOtherWay(own, other)) return null;
  const [ours, theirs] = [own.mapping === 'dependent', other.mapping === 'dependent'];
  if (ours && theirs) return 'both';
  if (ours && other.filtering === 'address-and-port-dependent') return 'ours';
  return theirs && own.filtering === 'address-and-port-dependent' ? 'theirs' : null;
}

/** The same where nothing is certain, but the first try that failed makes it likely. */
export function likelyObstacle(own: MeetingFacts, other: MeetingFacts): Obstacle | null {
  const strict = 'address-and-port-dependent';
  const guess = (one: MeetingFacts): MeetingFacts =>
    one.filtering === 'unknown' ? { ...one, filtering: strict } : one;
  return obstacle(guess(own), guess(other));
}

function hasOtherWay(own: MeetingFacts, other: MeetingFacts): boolean {
  return (
    (own.ipv6.length > 0 && other.ipv6.length > 0) || (mayShareHouse(own, other) && other.lan.length > 0)
  );
}

/** Behind one public address, or without any that was seen. */
function mayShareHouse(own: MeetingFacts, other: MeetingFacts): boolean {
  const addresses = new Set(own.endpoints.map(({ address }) => address));
  if (addresses.size === 0 || other.endpoints.length === 0) return true;
  return other.endpoints.some(({ address }) => addresses.has(address));
}

/** RFC 4291 §2.4: 2000::/3 is what is routed. */
function isGlobalIpv6(address: string): boolean {
  return /^[23][0-9a-f]{3}:/i.test(address);
}

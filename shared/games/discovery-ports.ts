/** The ports of all games whose announcements are carried to a party. */
import { type GameProfile, type PortRange, parsePorts } from './profile.ts';

/**
 * Multicast DNS (RFC 6762) is no game's own: every printer and phone speaks it, and its answers name addresses of the
 * home network, which lead members astray.
 */
const MDNS_PORT = 5353;

/** In rising order, with what overlaps or touches made one. */
export function discoveryPorts(profiles: readonly GameProfile[]): readonly PortRange[] {
  const wanted = profiles
    .flatMap(({ discovery }) => discovery.flatMap(({ ports }) => parsePorts(ports) ?? []))
    .filter(({ first, last }) => last < MDNS_PORT || first > MDNS_PORT)
    .sort((a, b) => a.first - b.first);
  const joined: PortRange[] = [];
  for (const range of wanted) {
    const before = joined.at(-1);
    if (before === undefined || range.first > before.last + 1) joined.push(range);
    else joined[joined.length - 1] = { first: before.first, last: Math.max(before.last, range.last) };
  }
  return joined;
}

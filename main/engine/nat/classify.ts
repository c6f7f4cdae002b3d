/** From what servers saw and what came back to the behaviours of RFC 4787 §4.1 and §5. Says less rather than guess. */
import type { Endpoint } from '../../../shared/address.ts';
import type { NatReport } from '../../../shared/model/nat-report.ts';
import { isSame } from './stun-transaction.ts';

/** How a server saw one and the same socket. */
export interface Sighting {
  readonly server: Endpoint;
  readonly mapped: Endpoint;
}

/**
 * Whether a datagram came through that nobody had asked its sender for. unclear: it stayed away, and that may have
 * another cause than a filter.
 */
export type Hearing = 'heard' | 'silent' | 'unclear';

/** Classifies the mapping (RFC 5780 §4.3) from sightings of one socket, in any number and order. */
export function classifyMapping(sightings: readonly Sighting[]): NatReport['mapping'] {
  const pairs = sightings.flatMap((first, i) =>
    sightings.slice(i + 1).map((second) => [first, second] as const),
  );
  const sameAddress = pairs.filter(([a, b]) => isAddressOf(a, b) && a.server.port !== b.server.port);
  const otherAddress = pairs.filter(([a, b]) => !isAddressOf(a, b));
  if (sameAddress.some(differ)) return 'address-and-port-dependent';
  if (otherAddress.some(differ)) return sameAddress.length > 0 ? 'address-dependent' : 'dependent';
  return otherAddress.length > 0 ? 'endpoint-independent' : 'unknown';
}

/**
 * Classifies the filtering (RFC 5780 §4.4) of a socket that has sent to one endpoint of a server only.
 * @param stranger - from another address and port. @param neighbour - from the same address, but another port.
 */
export function classifyFiltering(stranger: Hearing, neighbour: Hearing): NatReport['filtering'] {
  if (stranger === 'heard') return 'endpoint-independent';
  if (stranger === 'unclear') return 'unknown';
  if (neighbour === 'heard') return 'address-dependent';
  return neighbour === 'silent' ? 'address-and-port-dependent' : 'unknown';
}

/** Whether all servers saw the port that the socket really has. */
export function classifyPort(sightings: readonly Sighting[], localPort: number): NatReport['portPreserved'] {
  if (sightings.length === 0) return 'unknown';
  return sightings.every(({ mapped }) => mapped.port === localPort) ? 'yes' : 'no';
}

/** The address that most servers saw; of equals, the one seen first. */
export function findPublicAddress(sightings: readonly Sighting[]): string | null {
  const counts = new Map<string, number>();
  for (const { mapped } of sightings) counts.set(mapped.address, (counts.get(mapped.address) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? null;
}

function isAddressOf(a: Sighting, b: Sighting): boolean {
  return isSame({ ...a.server, port: 0 }, { ...b.server, port: 0 });
}

function differ([a, b]: readonly [Sighting, Sighting]): boolean {
  return !isSame(a.mapped, b.mapped);
}

/** Which endpoints of an offered relay are believed. */
import { parseEndpoint } from '../../../../shared/address.ts';
import { addressToBytes } from '../../../../shared/stun/address-bytes.ts';

/**
 * Keeps the endpoints whose address the member is seen at: a relay is the member's own machine or its router, and
 * nobody can have a party send to an address that is another's. Which port of it is left to the member, as with every
 * candidate that it names.
 * @param seenAt - addresses that the member's connections came from.
 */
export function ownEndpoints(endpoints: readonly string[], seenAt: readonly string[]): string[] {
  const own = new Set(seenAt.filter(isElsewhere).map(canonical));
  return endpoints.filter((text) => own.has(canonical(parseEndpoint(text)?.address ?? '')));
}

function canonical(address: string): string {
  return addressToBytes(address)?.join('.') ?? '';
}

/** A loopback, link-local, unspecified or multicast address means another machine, or none, to whoever is told of it. */
function isElsewhere(address: string): boolean {
  const bytes = addressToBytes(address);
  if (bytes === null) return false;
  const [a = 0, b = 0] = bytes;
  if (bytes.length === 4) return a !== 0 && a !== 127 && a < 224 && !(a === 169 && b === 254);
  const isShort = bytes.subarray(0, 15).every((byte) => byte === 0);
  return !isShort && a !== 0xff && !(a === 0xfe && (b & 0xc0) === 0x80);
}

/** Who stands behind a socket's address. */
import { addressToBytes } from '../../shared/stun/address-bytes.ts';

/** A socket's address as people write it: IPv4 also where it is mapped into IPv6 (RFC 4291 §2.5.5.2), without a zone. */
export function plainAddress(remoteAddress: string): string {
  return remoteAddress.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '');
}

/**
 * Names whoever stands behind an address for counting: the IPv4 address, or the /64 of an IPv6 address, since one
 * household has all of it (RFC 6177). Anything else is its own name.
 */
export function householdOf(address: string): string {
  // The relay asks for each handshake: IPv4 need not be taken apart.
  const bytes = address.includes(':') ? addressToBytes(address) : null;
  if (bytes === null) return address;
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  return `${[0, 2, 4, 6].map((at) => view.getUint16(at).toString(16)).join(':')}::/64`;
}

import { isIpv6 } from '../../../../shared/address.ts';

/** A socket's address as people write it: IPv4 also where it is mapped into IPv6 (RFC 4291 §2.5.5.2), without a zone. */
export function plainAddress(remoteAddress: string): string {
  return remoteAddress.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '');
}

/**
 * Names whoever stands behind an address for counting: the IPv4 address, or the /64 of an IPv6 address, since one
 * household has all of it (RFC 6177).
 */
export function addressKey(address: string): string {
  if (!isIpv6(address)) return address;
  const [head = '', tail] = address.split('::');
  const front = head === '' ? [] : head.split(':');
  const back = tail === undefined || tail === '' ? [] : tail.split(':');
  const groups = [...front, ...Array<string>(Math.max(0, 8 - front.length - back.length)).fill('0'), ...back];
  return `${groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`;
}

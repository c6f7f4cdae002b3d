/** Which addresses the Internet can send to. */
import { contains, parseIpv4, parseSubnet, type Subnet } from '../../../shared/address.ts';

/**
 * Ranges that nobody outside can send to (RFC 6890): this network, private use, carriers' NAT (RFC 6598), loopback, link-local,
 * protocol assignments with DS-Lite (RFC 6333), benchmarks, multicast and reserved.
 */
const UNREACHABLE: readonly Subnet[] = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '224.0.0.0/3',
].flatMap((text) => parseSubnet(text) ?? []);

/** Tells whether the text is an IPv4 address that the Internet can send to. */
export function isPublicIpv4(text: string): boolean {
  const address = parseIpv4(text);
  return address !== null && !UNREACHABLE.some((subnet) => contains(subnet, address));
}

/** The same of either family; of IPv6 that is what is given out at all (RFC 4291 §2.4, 2000::/3). */
export function isPublic(text: string): boolean {
  return text.includes(':') ? /^[23][0-9a-f]{3}:/i.test(text) : isPublicIpv4(text);
}

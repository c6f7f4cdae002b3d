/** IP addresses between text and the bytes that travel in messages. */
import { formatIpv4, isIpv6, parseIpv4 } from '../address.ts';

/** The 4 or 16 bytes of an IP literal, in network order; a zone (`%eth0`) is left out. Null for anything else. */
export function addressToBytes(text: string): Uint8Array | null {
  const ipv4 = parseIpv4(text);
  if (ipv4 !== null) return Uint8Array.of(ipv4 >>> 24, ipv4 >>> 16, ipv4 >>> 8, ipv4);
  const [literal = ''] = text.split('%');
  return isIpv6(literal) ? ipv6ToBytes(literal) : null;
}

/** The text of 4 or 16 bytes; IPv6 in the one form of RFC 5952 §4. Null for any other length. */
export function bytesToAddress(bytes: Uint8Array): string | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length === 4) return formatIpv4(view.getUint32(0));
  if (bytes.length !== 16) return null;
  return formatIpv6(Array.from({ length: 8 }, (_, group) => view.getUint16(group * 2)));
}

function ipv6ToBytes(literal: string): Uint8Array {
  const [head = '', tail] = literal.split('::');
  const before = groupsOf(head);
  const after = tail === undefined ? [] : groupsOf(tail);
  const bytes = new Uint8Array(16);
  const view = new DataView(bytes.buffer);
  before.forEach((group, at) => {
    view.setUint16(at * 2, group);
  });
  after.forEach((group, at) => {
    view.setUint16((8 - after.length + at) * 2, group);
  });
  return bytes;
}

function groupsOf(text: string): number[] {
  if (text === '') return [];
  return text.split(':').flatMap((group) => {
    const ipv4 = parseIpv4(group);
    return ipv4 === null ? [Number.parseInt(group, 16)] : [ipv4 >>> 16, ipv4 & 0xffff];
  });
}

function formatIpv6(groups: readonly number[]): string {
  const { from, length } = longestZeroRun(groups);
  const hex = groups.map((group) => group.toString(16));
  if (length < 2) return hex.join(':');
  return `${hex.slice(0, from).join(':')}::${hex.slice(from + length).join(':')}`;
}

function longestZeroRun(groups: readonly number[]): { from: number; length: number } {
  let best = { from: 0, length: 0 };
  let length = 0;
  groups.forEach((group, at) => {
    length = group === 0 ? length + 1 : 0;
    if (length > best.length) best = { from: at + 1 - length, length };
  });
  return best;
}

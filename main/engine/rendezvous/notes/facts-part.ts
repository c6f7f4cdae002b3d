/** The part of a note that says how its writer is reached, in 120 bytes whatever there is to say. */
import { contains, type Endpoint, parseIpv4, parseSubnet } from '../../../../shared/address.ts';
import { addressToBytes, bytesToAddress } from '../../../../shared/stun/address-bytes.ts';
import type { MeetingFacts } from '../rendezvous.ts';

const mappings = ['unknown', 'endpoint-independent', 'dependent'] as const;
const filterings = [
  'unknown',
  'endpoint-independent',
  'address-dependent',
  'address-and-port-dependent',
] as const;

/** Lists of endpoints, where they begin and how many have room. Byte 1 + i of the part holds how many there are. */
const LISTS = [
  { name: 'endpoints', at: 36, room: 4, addressBytes: 4 },
  { name: 'ipv6', at: 60, room: 2, addressBytes: 16 },
  { name: 'lan', at: 96, room: 4, addressBytes: 4 },
] as const;
const WIREGUARD_KEY_AT = 4;

/** This host, this network, and the many: nobody is met there, and no packet of ours has any business there. */
const NOWHERE = ['0.0.0.0/8', '127.0.0.0/8', '224.0.0.0/3'].flatMap((text) => parseSubnet(text) ?? []);

/** @param part - zeros. What has no room is left out, and so is what is no address of the family. */
export function encodeFacts(facts: MeetingFacts, part: Buffer): void {
  part[0] = mappings.indexOf(facts.mapping) | (filterings.indexOf(facts.filtering) << 2);
  part.set(Buffer.from(facts.wireguardKey, 'base64').subarray(0, 32), WIREGUARD_KEY_AT);
  LISTS.forEach(({ name, at, room, addressBytes }, i) => {
    const found = facts[name].flatMap(({ address, port }) => {
      const bytes = addressToBytes(address);
      return bytes?.length === addressBytes ? [{ bytes, port }] : [];
    });
    const told = found.slice(0, room);
    part[1 + i] = told.length;
    told.forEach(({ bytes, port }, j) => {
      const start = at + j * (addressBytes + 2);
      part.set(bytes, start);
      part.writeUInt16BE(port, start + addressBytes);
    });
  });
}

/** Null: no facts. Endpoints at which nobody can be are left out. */
export function decodeFacts(part: Buffer): MeetingFacts | null {
  const mapping = mappings[(part[0] ?? 0) & 3];
  const filtering = filterings[(part[0] ?? 0) >> 2];
  if (mapping === undefined || filtering === undefined) return null;
  const lists: Endpoint[][] = [];
  for (const [i, { at, room, addressBytes }] of LISTS.entries()) {
    const count = part[1 + i] ?? 0;
    if (count > room) return null;
    const starts = Array.from({ length: count }, (_, j) => at + j * (addressBytes + 2));
    lists.push(starts.flatMap((start) => readEndpoint(part.subarray(start, start + addressBytes + 2))));
  }
  const [endpoints = [], ipv6 = [], lan = []] = lists;
  const wireguardKey = part.subarray(WIREGUARD_KEY_AT, WIREGUARD_KEY_AT + 32).toString('base64');
  return { wireguardKey, endpoints, ipv6, lan, mapping, filtering };
}

function readEndpoint(bytes: Buffer): Endpoint[] {
  const address = bytesToAddress(bytes.subarray(0, -2));
  const port = bytes.readUInt16BE(bytes.length - 2);
  return address === null || port === 0 || isNowhere(address) ? [] : [{ address, port }];
}

function isNowhere(address: string): boolean {
  const ipv4 = parseIpv4(address);
  if (ipv4 !== null) return NOWHERE.some((subnet) => contains(subnet, ipv4));
  // Unspecified, loopback, IPv4 in disguise, multicast.
  return address.startsWith('::') || address.startsWith('ff');
}

/** The part of a record that says where in the party its reader finds the control server, and where the reader itself sits. */
import { formatSubnet, hostCount, parseSubnet } from '../../../../shared/address.ts';
import type { Door } from '../rendezvous.ts';

const AT = { base: 0, prefix: 4, host: 5, place: 9, port: 13 };
export const DOOR_BYTES = 15;

/** @param part - zeros. */
export function encodeDoor({ subnet, host, place, port }: Door, part: Buffer): void {
  const { base, prefix } = parseSubnet(subnet) ?? { base: 0, prefix: 0 };
  part.writeUInt32BE(base, AT.base);
  part[AT.prefix] = prefix;
  part.writeUInt32BE(host, AT.host);
  part.writeUInt32BE(place, AT.place);
  part.writeUInt16BE(port, AT.port);
}

/** Null: there is none, or none that could be. */
export function decodeDoor(part: Buffer): Door | null {
  const prefix = part[AT.prefix] ?? 0;
  if (prefix < 8 || prefix > 30) return null;
  const subnet = { base: part.readUInt32BE(AT.base), prefix };
  const [host, place] = [part.readUInt32BE(AT.host), part.readUInt32BE(AT.place)];
  const port = part.readUInt16BE(AT.port);
  const isPlace = (index: number): boolean => index >= 1 && index <= hostCount(subnet);
  if (!isPlace(host) || !isPlace(place) || host === place || port === 0) return null;
  const text = formatSubnet(subnet);
  return parseSubnet(text) === null ? null : { subnet: text, host, place, port };
}

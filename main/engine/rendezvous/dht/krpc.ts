/** Messages of the Mainline DHT: KRPC (BEP 5), answers' `ip` (BEP 42), read-only nodes (BEP 43), IPv6 (BEP 32). */
import type { Endpoint } from '../../../../shared/address.ts';
import { bytesToAddress } from '../../../../shared/stun/address-bytes.ts';
import { type Bencoded, type BencodedDictionary, decodeBencode, encodeBencode } from './bencode.ts';

export interface DhtNode extends Endpoint {
  /** 20 bytes. */
  readonly id: Buffer;
}

/** What somebody answered. */
export interface Reply {
  readonly transaction: string;
  /** Null: it answered with an error. */
  readonly values: BencodedDictionary | null;
}

type Query = 'get' | 'put' | 'find_node';

const ID_BYTES = 20;
/** A node may name this many; a table has eight of them. */
const MAX_NODES = 16;

/** @param transaction - 8 bytes. */
export function encodeQuery(
  transaction: Buffer,
  query: Query,
  args: Record<string, Bencoded | string>,
): Buffer {
  return encodeBencode({
    a: args as BencodedDictionary,
    q: Buffer.from(query),
    ro: 1,
    t: transaction,
    y: Buffer.from('q'),
  });
}

/** Null: no answer. Queries are none: nothing is served here. */
export function parseReply(datagram: Uint8Array): Reply | null {
  const message = decodeBencode(datagram);
  if (!isDictionary(message)) return null;
  const { t, y, r } = message;
  if (!Buffer.isBuffer(t) || !Buffer.isBuffer(y)) return null;
  const type = y.toString('latin1');
  if (type !== 'r' && type !== 'e') return null;
  return { transaction: t.toString('hex'), values: type === 'r' && isDictionary(r) ? r : null };
}

/** Nodes that an answer names. Those at which nobody can be are left out. */
export function nodesIn(values: BencodedDictionary): DhtNode[] {
  return [...compact(values.nodes, 4), ...compact(values.nodes6, 16)];
}

export function idIn(values: BencodedDictionary): Buffer | null {
  const { id } = values;
  return Buffer.isBuffer(id) && id.length === ID_BYTES ? id : null;
}

/** What a node wants to have back with a put. */
export function tokenIn({ token }: BencodedDictionary): Buffer | null {
  return Buffer.isBuffer(token) && token.length <= 64 ? token : null;
}

function compact(bytes: Bencoded | undefined, addressBytes: 4 | 16): DhtNode[] {
  if (!Buffer.isBuffer(bytes)) return [];
  const size = ID_BYTES + addressBytes + 2;
  const count = Math.min(MAX_NODES, Math.floor(bytes.length / size));
  return Array.from({ length: count }, (_, i) => bytes.subarray(i * size, (i + 1) * size)).flatMap((one) => {
    const address = bytesToAddress(one.subarray(ID_BYTES, ID_BYTES + addressBytes));
    const port = one.readUInt16BE(size - 2);
    const id = Buffer.from(one.subarray(0, ID_BYTES));
    return address === null || port === 0 ? [] : [{ id, address, port }];
  });
}

function isDictionary(value: Bencoded | undefined): value is BencodedDictionary {
  return typeof value === 'object' && !Buffer.isBuffer(value) && !Array.isArray(value);
}

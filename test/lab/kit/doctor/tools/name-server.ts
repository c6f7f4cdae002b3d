/**
 * A name server that knows the given names, each with one IPv4 address, and nothing else.
 * Arguments: address to listen at, JSON object name → address, the address of all others (none: they are unknown). @see RFC 1035 §4.1
 */
import { createSocket } from 'node:dgram';

const [address = '', table = '{}', others] = process.argv.slice(2);
const names = new Map(Object.entries(JSON.parse(table) as Record<string, string>));
const HEADER_BYTES = 12;
const TYPE_A = 1;
const NO_SUCH_NAME = 3;

function answer(query: Buffer): Buffer {
  const labels: string[] = [];
  let at = HEADER_BYTES;
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length));
    at += length + 1;
  }
  const type = query.readUInt16BE(at + 1);
  const question = query.subarray(HEADER_BYTES, at + 5);
  const found = names.get(labels.join('.').toLowerCase()) ?? others;
  const header = Buffer.alloc(HEADER_BYTES);
  query.copy(header, 0, 0, 2);
  header.writeUInt16BE(0x8180 | (found === undefined ? NO_SUCH_NAME : 0), 2);
  header.writeUInt16BE(1, 4);
  if (found === undefined || type !== TYPE_A) return Buffer.concat([header, question]);
  header.writeUInt16BE(1, 6);
  // The name by a pointer to the question, A, IN, valid for a second, four bytes.
  const record = Buffer.from([0xc0, HEADER_BYTES, 0, TYPE_A, 0, 1, 0, 0, 0, 1, 0, 4]);
  return Buffer.concat([header, question, record, Buffer.from(found.split('.').map(Number))]);
}

const socket = createSocket('udp4');
socket.on('message', (query, from) => socket.send(answer(query), from.port, from.address));
socket.bind(53, address, () => console.log(JSON.stringify({ ready: true })));

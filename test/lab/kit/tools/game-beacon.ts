/**
 * Announces a game as games do, by a socket of any of their kinds. Prints {sent, failed, sourcePort} at the end.
 * Arguments: JSON, see {@link Beacon}.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { openCLibrary } from '../../../../main/engine/probing/native/c-library.ts';
import { parseIpv4 } from '../../../../shared/address.ts';
import type { Beacon } from '../beacon.ts';

/** Of Linux: asm-generic/socket.h, linux/in.h, linux/in6.h. */
const AF_INET6 = 10;
const [SOL_IP, SOL_SOCKET, SOL_IPV6] = [0, 1, 41];
const [SO_REUSEADDR, SO_BROADCAST, SO_BINDTODEVICE, SO_MARK] = [2, 6, 25, 36];
const [IP_TTL, IP_MULTICAST_IF, IP_MULTICAST_TTL] = [2, 32, 33];
const IPV6_V6ONLY = 26;
const DATAGRAM = 2;

const beacon = JSON.parse(process.argv[2] ?? '{}') as Beacon;
const { to, text, count = 1, perSecond = 1000, bind = '0.0.0.0', sourcePort = 0, dualStack = false } = beacon;
const library = await openCLibrary();
if ('reason' in library) throw new Error(library.reason);

const socket = library.socket(dualStack ? AF_INET6 : library.layout.inet[4], DATAGRAM, 0);
const set = (level: number, option: number, value: number | Uint8Array): void => {
  const done = library.setOption(socket, level, option, value);
  if (done < 0) throw new Error(`option ${option} of ${level}: ${library.errorName(-done)}`);
};
set(SOL_SOCKET, SO_REUSEADDR, 1);
set(SOL_SOCKET, SO_BROADCAST, 1);
if (dualStack) set(SOL_IPV6, IPV6_V6ONLY, 0);
if (beacon.device !== undefined) set(SOL_SOCKET, SO_BINDTODEVICE, Buffer.from(`${beacon.device}\0`));
if (beacon.mark !== undefined) set(SOL_SOCKET, SO_MARK, beacon.mark);
if (beacon.by !== undefined) set(SOL_IP, IP_MULTICAST_IF, ipv4(beacon.by));
if (beacon.ttl !== undefined) {
  set(SOL_IP, IP_MULTICAST_TTL, beacon.ttl);
  if (beacon.ttl > 0) set(SOL_IP, IP_TTL, beacon.ttl);
}
const bound = library.bind(socket, address(bind, sourcePort));
if (bound < 0) throw new Error(`bind: ${library.errorName(-bound)}`);

let sent = 0;
let failed = 0;
const began = performance.now();
for (let n = 0; n < count; ) {
  const due = Math.min(count, 1 + Math.floor(((performance.now() - began) * perSecond) / 1000));
  for (; n < due; n++) {
    const data = Buffer.from(beacon.numbered ? `${text} ${n}` : text, 'latin1');
    for (const [host, port] of to) {
      if (library.send(socket, data, address(host, port)) < 0) failed++;
      else sent++;
    }
  }
  await delay(1);
}
const own = library.ownAddress(socket).readUInt16BE(2);
console.log(JSON.stringify({ sent, failed, sourcePort: own }));
process.exit(0);

function ipv4(text: string): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(parseIpv4(text) ?? 0);
  return bytes;
}

/** `struct sockaddr_in`, or `sockaddr_in6` with the address mapped (RFC 4291 §2.5.5.2). */
function address(host: string, port: number): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt16LE(dualStack ? AF_INET6 : (library as { layout: { inet: { 4: number } } }).layout.inet[4]);
  head.writeUInt16BE(port, 2);
  if (!dualStack) return Buffer.concat([head, ipv4(host), Buffer.alloc(8)]);
  const isAny = host === '0.0.0.0';
  const mapped = isAny
    ? Buffer.alloc(16)
    : Buffer.concat([Buffer.alloc(10), Buffer.from([0xff, 0xff]), ipv4(host)]);
  return Buffer.concat([head, Buffer.alloc(4), mapped, Buffer.alloc(4)]);
}

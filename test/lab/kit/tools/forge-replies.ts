/**
 * Floods an address with forged echo replies: every identifier of a range would be too many, so those of its datagram
 * sockets are read from the kernel, as an attacker could guess them. Arguments: address, ms. Prints how many it sent.
 */

import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { internetChecksum } from '../../../../main/engine/probing/icmp/checksum.ts';
import { openCLibrary } from '../../../../main/engine/probing/native/c-library.ts';
import { encodeSocketAddress } from '../../../../main/engine/probing/native/socket-address.ts';

const [to = '', identifier = '', forMs = ''] = process.argv.slice(2);
const library = await openCLibrary();
if ('reason' in library) throw new Error(library.reason);
const fd = library.socket(2, 3, 1);
const address = encodeSocketAddress(to, library.layout);
if (fd < 0 || address === null) throw new Error(`no raw socket: ${fd}`);
let sent = 0;
const until = performance.now() + Number(forMs);
while (performance.now() < until) {
  for (let sequence = 1; sequence <= 64; sequence++) {
    const reply = Buffer.concat([Buffer.alloc(8), randomBytes(56)]);
    reply.writeUInt16BE(Number(identifier), 4);
    reply.writeUInt16BE(sequence, 6);
    reply.writeUInt16BE(internetChecksum(reply), 2);
    if (library.send(fd, reply, address) > 0) sent++;
  }
  await delay(5);
}
library.close(fd);
console.log(JSON.stringify({ sent }));

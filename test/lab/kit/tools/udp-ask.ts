/**
 * Sends numbered datagrams to an echo, 20 ms apart, and counts those that came back unchanged. Arguments: address,
 * port, number of datagrams, bytes of each. Prints {sent, answered}.
 */
import { randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { setTimeout as sleep } from 'node:timers/promises';

const [address = '', port = '', count = '', size = ''] = process.argv.slice(2);
const awaited = new Set<string>();
let answered = 0;

const socket = createSocket('udp4');
socket.on('message', (message) => {
  if (awaited.delete(message.toString('base64'))) answered++;
});
for (let i = 0; i < Number(count); i++) {
  const message = randomBytes(Number(size));
  awaited.add(message.toString('base64'));
  socket.send(message, Number(port), address);
  await sleep(20);
}
await sleep(300);
console.log(JSON.stringify({ sent: Number(count), answered }));
socket.close();

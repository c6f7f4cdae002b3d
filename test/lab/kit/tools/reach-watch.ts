/**
 * Asks the echoes of others every 100 ms, with a small datagram and one as large as the tunnel's first MTU allows, in
 * turn. SIGUSR1 begins a round; from then on it prints once for each address and size how long it took until one that was sent in this round
 * came back: {round, address, large, ms}. Arguments: port, addresses.
 */
import { createSocket } from 'node:dgram';

const [port = '', ...addresses] = process.argv.slice(2);
const INTERVAL_MS = 100;
const SIZES = [64, 1392] as const;

const socket = createSocket('udp4');
let round = 0;
let roundAtMs = performance.now();
let sent = 0;
const answered = new Set<string>();

socket.on('message', (message, { address }) => {
  const large = message.length === SIZES[1];
  if (message.readUInt32BE() !== round || answered.has(`${address} ${large}`)) return;
  answered.add(`${address} ${large}`);
  console.log(JSON.stringify({ round, address, large, ms: Math.round(performance.now() - roundAtMs) }));
});
// A tunnel that is down for a moment refuses packets; that is what is being watched.
socket.on('error', () => undefined);

setInterval(() => {
  const message = Buffer.alloc(SIZES[sent++ % 2] ?? SIZES[0]);
  message.writeUInt32BE(round);
  for (const address of addresses) socket.send(message, Number(port), address, () => undefined);
}, INTERVAL_MS);

process.on('SIGUSR1', () => {
  round++;
  roundAtMs = performance.now();
  answered.clear();
});

console.log(JSON.stringify({ ready: true }));

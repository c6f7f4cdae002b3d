/**
 * Plays a game's traffic: a numbered datagram to an echo every 20 ms until SIGTERM; then prints how many were sent and
 * answered, and the longest time without an answer. SIGUSR1 lets all that count from then on. Arguments: address, port.
 */
import { createSocket } from 'node:dgram';

const [address = '', port = ''] = process.argv.slice(2);
const INTERVAL_MS = 20;
/** Answers that are under way when it stops. */
const LINGER_MS = 500;

const socket = createSocket('udp4');
const answered = new Set<number>();
let sent = 0;
/** The first datagram that counts. */
let first = 0;
let lastAnswerMs = performance.now();
let longestGapMs = 0;

socket.on('message', (message) => {
  const now = performance.now();
  longestGapMs = Math.max(longestGapMs, now - lastAnswerMs);
  lastAnswerMs = now;
  const number = message.readUInt32BE();
  if (number >= first) answered.add(number);
});
// A tunnel that is down for a moment refuses packets; that is what is being measured.
socket.on('error', () => undefined);

const timer = setInterval(() => {
  const message = Buffer.alloc(200);
  message.writeUInt32BE(sent++);
  socket.send(message, Number(port), address, () => undefined);
}, INTERVAL_MS);

process.on('SIGUSR1', () => {
  first = sent;
  answered.clear();
  lastAnswerMs = performance.now();
  longestGapMs = 0;
});

process.once('SIGTERM', () => {
  clearInterval(timer);
  setTimeout(() => {
    const stalledMs = performance.now() - lastAnswerMs - LINGER_MS;
    const gapMs = Math.round(Math.max(longestGapMs, stalledMs));
    const counted = sent - first;
    console.log(JSON.stringify({ sent: counted, lost: counted - answered.size, gapMs }));
    process.exit(0);
  }, LINGER_MS);
});

/**
 * Sends random bytes to an echo over TCP and compares what comes back by SHA-256. Arguments: address, port, number of
 * bytes. Prints {intact, bytes, ms}.
 */
import { createHash, randomBytes } from 'node:crypto';
import { connect } from 'node:net';

const [address = '', port = '', size = ''] = process.argv.slice(2);
const sent = randomBytes(Number(size));
const received = createHash('sha256');
let bytes = 0;
const start = performance.now();

const socket = connect(Number(port), address, () => socket.end(sent));
socket.on('error', (error) => console.log(JSON.stringify({ intact: false, bytes, error: error.message })));
socket.on('data', (chunk) => {
  received.update(chunk);
  bytes += chunk.length;
});
socket.on('end', () => {
  const intact = received.digest('hex') === createHash('sha256').update(sent).digest('hex');
  console.log(JSON.stringify({ intact, bytes, ms: performance.now() - start }));
});

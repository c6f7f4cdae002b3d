/** Takes TCP connections and says nothing, as boxes do that stand between. Arguments: port, addresses. */
import { createServer } from 'node:net';

const [port = '', ...addresses] = process.argv.slice(2);
const opened = addresses.map((address) => {
  const server = createServer((socket) => socket.on('error', () => socket.destroy()));
  return new Promise<void>((resolve) => server.listen(Number(port), address, resolve));
});
await Promise.all(opened);
console.log(JSON.stringify({ ready: true }));

/** Shows whoever connects a certificate, and says nothing more. Arguments: files of certificate and key, port, addresses. */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:tls';

const [certFile = '', keyFile = '', port = '', ...addresses] = process.argv.slice(2);
const [cert, key] = [readFileSync(certFile), readFileSync(keyFile)];
const opened = addresses.map((address) => {
  const server = createServer({ cert, key }, (socket) => socket.on('error', () => socket.destroy()));
  server.on('tlsClientError', () => undefined);
  return new Promise<void>((resolve) => server.listen(Number(port), address, resolve));
});
await Promise.all(opened);
console.log(JSON.stringify({ ready: true }));

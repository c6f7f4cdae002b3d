/**
 * Looks for OpenTTD's servers in the LAN as its client does (src/network/core/udp.cpp of 13.0: size, type 0), for a second and
 * a half. Prints {servers: ["address:port", …]}. Argument: the broadcast address of an interface.
 */
import { createSocket } from 'node:dgram';

const PORT = 3979;
const FIND_SERVER = Uint8Array.of(3, 0, 0);
const SERVER_RESPONSE = 1;
const PATIENCE_MS = 1_500;

const servers = new Set<string>();
const socket = createSocket('udp4');
socket.on('message', (message, { address, port }) => {
  if (message[2] === SERVER_RESPONSE) servers.add(`${address}:${port}`);
});
socket.bind(0, () => {
  socket.setBroadcast(true);
  socket.send(FIND_SERVER, PORT, process.argv[2]);
});
setTimeout(() => {
  console.log(JSON.stringify({ servers: [...servers] }));
  socket.close();
}, PATIENCE_MS);

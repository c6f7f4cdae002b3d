/**
 * A way to one server that can become long: a datagram from each client goes on through a socket of the client's own,
 * and back the same way. From SIGUSR1 on each is delayed, from SIGUSR2 on no more.
 * Arguments: address and port to listen at, port of the server at the same address, delay one way in ms.
 */
import { createSocket, type Socket } from 'node:dgram';

const [address = '', port = '', serverPort = '', delay = ''] = process.argv.slice(2);
let delayMs = 0;
const front = createSocket('udp4');
const clients = new Map<string, Socket>();

function later(send: () => void): void {
  if (delayMs === 0) send();
  else setTimeout(send, delayMs);
}

function clientOf(from: { readonly address: string; readonly port: number }): Socket {
  const key = `${from.address}:${from.port}`;
  const known = clients.get(key);
  if (known !== undefined) return known;
  const socket = createSocket('udp4');
  socket.on('message', (datagram) => later(() => front.send(datagram, from.port, from.address)));
  // A dead server's machine refuses; to a client behind this way it is only silent.
  socket.on('error', () => undefined);
  socket.bind(0, address);
  clients.set(key, socket);
  return socket;
}

front.on('message', (datagram, from) => {
  const socket = clientOf(from);
  later(() => socket.send(datagram, Number(serverPort), address, () => undefined));
});
process.on('SIGUSR1', () => {
  delayMs = Number(delay);
});
process.on('SIGUSR2', () => {
  delayMs = 0;
});
front.bind(Number(port), address, () => console.log(JSON.stringify({ ready: true })));

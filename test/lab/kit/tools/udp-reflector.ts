/**
 * A server of the NAT test: on two addresses with two ports each it tells every asker the source that it saw, from
 * the socket that the asker wanted the answer from. Arguments: first address, second address, first port, second port.
 */
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { formatEndpoint, isIpv6 } from '../../../../shared/address.ts';

const [first = '', second = '', ...portTexts] = process.argv.slice(2);
const sockets = new Map<string, Socket>();

for (const address of [first, second]) {
  for (const port of portTexts.map(Number)) {
    const socket = createSocket(isIpv6(address) ? 'udp6' : 'udp4');
    socket.bind(port, address);
    await once(socket, 'listening');
    socket.on('message', (message, source) => {
      const { nonce, from } = JSON.parse(message.toString()) as { nonce: number; from: string | null };
      const seen = formatEndpoint(source);
      const sender = from === null ? socket : sockets.get(from);
      sender?.send(JSON.stringify({ nonce, seen }), source.port, source.address);
    });
    sockets.set(formatEndpoint({ address, port }), socket);
  }
}
console.log(JSON.stringify({ ready: true }));

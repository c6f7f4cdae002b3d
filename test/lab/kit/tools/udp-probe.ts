/**
 * Observes the NAT in front of this machine with the reflector's help and says it in the words of RFC 4787, as RFC
 * 5780 §4.3 and §4.4 measure it. Arguments as the reflector's. Prints {mapping, filtering, seen, portKept}.
 */
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { formatEndpoint, isIpv6, parseEndpoint } from '../../../../shared/address.ts';

const [first = '', second = '', portA = '', portB = ''] = process.argv.slice(2);
const ANSWER_WITHIN_MS = 300;
const TRIES = 3;
let nonces = 0;

const at = (address: string, port: string): string => formatEndpoint({ address, port: Number(port) });

async function open(): Promise<Socket> {
  const socket = createSocket(isIpv6(first) ? 'udp6' : 'udp4');
  socket.bind(0);
  await once(socket, 'listening');
  return socket;
}

/** Asks `to` for an answer from `from` (null: from itself). Gives the source that was seen; null: no answer came. */
async function ask(socket: Socket, to: string, from: string | null): Promise<string | null> {
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const nonce = ++nonces;
    const answer = new Promise<string | null>((resolve) => {
      const timer = setTimeout(() => settle(null), ANSWER_WITHIN_MS);
      const listener = (message: Buffer) => {
        const reply = JSON.parse(message.toString()) as { nonce: number; seen: string };
        if (reply.nonce === nonce) settle(reply.seen);
      };
      const settle = (seen: string | null) => {
        clearTimeout(timer);
        socket.off('message', listener);
        resolve(seen);
      };
      socket.on('message', listener);
    });
    const { address, port } = parseEndpoint(to) ?? { address: '', port: 0 };
    socket.send(JSON.stringify({ nonce, from }), port, address);
    const seen = await answer;
    if (seen !== null) return seen;
  }
  return null;
}

async function mapping() {
  const socket = await open();
  const own = await ask(socket, at(first, portA), null);
  const otherPort = await ask(socket, at(first, portB), null);
  const otherAddress = await ask(socket, at(second, portA), null);
  const port = socket.address().port;
  socket.close();
  if (own === null) return { mapping: 'blocked', seen: null, portKept: false };
  const behaviour = own !== otherPort ? 'address-and-port-dependent' : 'address-dependent';
  const kind = own === otherPort && own === otherAddress ? 'endpoint-independent' : behaviour;
  return { mapping: kind, seen: parseEndpoint(own)?.address, portKept: own.endsWith(`:${port}`) };
}

async function filtering() {
  // A fresh socket: what it hasn't sent to is still filtered.
  const socket = await open();
  try {
    if ((await ask(socket, at(first, portA), null)) === null) return 'blocked';
    if ((await ask(socket, at(first, portA), at(second, portB))) !== null) return 'endpoint-independent';
    if ((await ask(socket, at(first, portA), at(first, portB))) !== null) return 'address-dependent';
    return 'address-and-port-dependent';
  } finally {
    socket.close();
  }
}

console.log(JSON.stringify({ ...(await mapping()), filtering: await filtering() }));

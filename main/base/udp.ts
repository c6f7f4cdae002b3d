/** UDP sockets as parts of the engine use them: literal addresses, and what can't be sent is as good as lost. */
import { createSocket, type SocketType } from 'node:dgram';
import type { Endpoint } from '../../shared/address.ts';

export interface UdpOptions {
  readonly family: 4 | 6;
  /** The one address to be bound to; all of the family when absent. */
  readonly address?: string;
  /** 0 lets the system choose. */
  readonly port: number;
  /** Of what comes in and what goes out, each; as the system has it when absent. */
  readonly bufferBytes?: number;
  onDatagram(datagram: Uint8Array, from: Endpoint): void;
}

export interface UdpSocket {
  /** As bound. */
  readonly port: number;
  /** @param onSent - told once it left, with the system's name of why it didn't, e.g. ENETUNREACH, else null. */
  send(datagram: Uint8Array, to: Endpoint, onSent?: (error: string | null) => void): void;
  /** May be said twice; nothing is sent or told after it. */
  close(): void;
}

/** Binds a socket. `error`: the system's name of why it can't be had, e.g. EADDRINUSE. Keeps no process alive. */
export type OpenUdp = (options: UdpOptions) => Promise<UdpSocket | { readonly error: string }>;

export const openUdp: OpenUdp = ({ family, address, port, bufferBytes, onDatagram }) => {
  const type: SocketType = family === 4 ? 'udp4' : 'udp6';
  const socket = createSocket({
    type,
    ipv6Only: family === 6,
    ...(bufferBytes !== undefined && { recvBufferSize: bufferBytes, sendBufferSize: bufferBytes }),
    // Destinations are addresses; the default would put each send off by a tick.
    lookup: (host, _options, callback) => callback(null, host, family),
  });
  let isOpen = true;
  socket.on('message', (datagram, from) => {
    if (isOpen) onDatagram(datagram, { address: from.address, port: from.port });
  });
  socket.unref();
  return new Promise((resolve) => {
    socket.once('error', (error) => {
      socket.close();
      resolve({ error: nameOf(error) });
    });
    socket.bind({ port, ...(address !== undefined && { address }) }, () => {
      socket.removeAllListeners('error');
      // A network that goes away shows as silence.
      socket.on('error', () => undefined);
      resolve({
        port: socket.address().port,
        send(datagram, to, onSent) {
          // Without anybody to tell, no tick is spent on it.
          const tell = onSent && ((error: Error | null) => onSent(error && nameOf(error)));
          if (isOpen) socket.send(datagram, to.port, to.address, tell);
        },
        close() {
          if (isOpen) socket.close();
          isOpen = false;
        },
      });
    });
  });
};

function nameOf(error: NodeJS.ErrnoException): string {
  return error.code ?? error.message;
}

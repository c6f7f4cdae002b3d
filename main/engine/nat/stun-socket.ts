/** A UDP socket of its own with a STUN client on it: the only part of behaviour discovery that touches the network. */
import { createSocket, type SocketType } from 'node:dgram';
import type { Clock } from '../../base/clock.ts';
import { StunClient } from './stun-client.ts';

export interface StunSocket {
  readonly client: StunClient;
  /** The local port. */
  readonly port: number;
  /** Why the system last refused to send to this address, e.g. ENETUNREACH; null: it never did. */
  errorTo(address: string): string | null;
  /** Ends what is under way as not answered, and frees the port. */
  close(): void;
}

export type OpenedSocket = StunSocket | { readonly error: string };

export interface SocketOptions {
  readonly family: 4 | 6;
  /** 0 lets the system choose. */
  readonly port: number;
  readonly clock: Clock;
  readonly random: (length: number) => Uint8Array;
}

/** Opens it on all addresses of the family. `error` is the system's name of why it can't be had, e.g. EADDRINUSE. */
export function openStunSocket({ family, port, clock, random }: SocketOptions): Promise<OpenedSocket> {
  const type: SocketType = family === 4 ? 'udp4' : 'udp6';
  const socket = createSocket({ type, ipv6Only: family === 6 });
  const errors = new Map<string, string>();
  const client = new StunClient({
    clock,
    random,
    send: (datagram, to) =>
      socket.send(datagram, to.port, to.address, (error) => {
        if (error !== null) errors.set(to.address, nameOf(error));
      }),
  });
  let open = true;
  const close = (): void => {
    if (!open) return;
    open = false;
    client.close();
    socket.close();
  };
  socket.on('message', (datagram, { address, port: from }) =>
    client.receive(datagram, { address, port: from }),
  );
  socket.unref();
  return new Promise((resolve) => {
    socket.once('error', (error) => {
      close();
      resolve({ error: nameOf(error) });
    });
    socket.bind(port, () => {
      resolve({
        client,
        port: socket.address().port,
        errorTo: (address) => errors.get(address) ?? null,
        close,
      });
    });
  });
}

function nameOf(error: NodeJS.ErrnoException): string {
  return error.code ?? error.message;
}

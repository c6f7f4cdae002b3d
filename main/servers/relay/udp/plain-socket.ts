/** A UDP socket of the relay by node:dgram: one datagram at a time, on every system. */
import { createSocket, type Socket } from 'node:dgram';
import { type Endpoint, isIpv6 } from '../../../../shared/address.ts';
import { fault } from '../../../../shared/faults/fault.ts';
import { fail, ok, type Result } from '../../../../shared/result.ts';
import type { Log } from '../../../base/log/log.ts';
import type { BindFault, RelaySocket, Take } from './relay-socket.ts';

export interface PlainOptions {
  readonly reusePort: boolean;
  /** To ask the system for, each way. */
  readonly bufferBytes: number;
  readonly log: Log;
}

/** @fault serve.port-taken @fault serve.address-unavailable */
export function bindPlainSocket(
  { address, port }: Endpoint,
  { reusePort, bufferBytes, log }: PlainOptions,
): Promise<Result<RelaySocket, BindFault>> {
  const family = isIpv6(address) ? 6 : 4;
  const socket = createSocket({
    type: family === 6 ? 'udp6' : 'udp4',
    // So that a wildcard of each family can have the same port.
    ipv6Only: family === 6,
    reusePort,
    // Destinations are addresses that datagrams came from; the default would put each send off by a tick or more.
    lookup: (hostname, _options, callback) => callback(null, hostname, family),
  });
  return new Promise((resolve) => {
    socket.once('error', (error: NodeJS.ErrnoException) => {
      socket.close();
      resolve(
        error.code === 'EADDRINUSE'
          ? fail(fault('serve.port-taken', { protocol: 'udp', address, port }))
          : fail(fault('serve.address-unavailable', { address })),
      );
    });
    socket.bind({ address, port, exclusive: true }, () => {
      socket.removeAllListeners('error');
      socket.on('error', (error) => log.warn('relay socket failed', { reason: error.message }));
      enlargeBuffers(socket, bufferBytes, log);
      resolve(ok(new PlainSocket(socket)));
    });
  });
}

class PlainSocket implements RelaySocket {
  readonly endpoint: Endpoint;
  readonly #socket: Socket;
  /** The datagram that is being handed over: Node made its memory for it alone. */
  #current: Uint8Array | null = null;
  #closing: Promise<void> | null = null;

  constructor(socket: Socket) {
    this.#socket = socket;
    const { address, port } = socket.address();
    this.endpoint = { address, port };
  }

  get bufferBytes() {
    return { receive: this.#socket.getRecvBufferSize(), send: this.#socket.getSendBufferSize() };
  }

  listen(take: Take): void {
    this.#socket.on('message', (datagram, { address, port }) => {
      this.#current = datagram;
      take(datagram, address, port);
      this.#current = null;
    });
  }

  send(datagram: Uint8Array, address: string, port: number): void {
    // Node may keep it until the system takes it; memory of others is used again by then.
    const own = datagram === this.#current ? datagram : Uint8Array.from(datagram);
    this.#socket.send(own, port, address);
  }

  close(): Promise<void> {
    this.#closing ??= new Promise((resolve) => this.#socket.close(() => resolve()));
    return this.#closing;
  }
}

function enlargeBuffers(socket: Socket, bytes: number, log: Log): void {
  try {
    socket.setRecvBufferSize(bytes);
    socket.setSendBufferSize(bytes);
  } catch (error) {
    log.debug('socket buffers stay small', { reason: String(error) });
  }
}

/** A connection that carries bytes, and what this machine makes of it. */
import { connect, isIP, type Socket } from 'node:net';
import { connect as connectSecure } from 'node:tls';

export interface ByteStream {
  write(bytes: Uint8Array): void;
  close(): void;
}

export interface ByteStreamEvents {
  onOpen(): void;
  onBytes(bytes: Uint8Array): void;
  /** Told once, whyever. */
  onClose(): void;
}

export interface StreamTarget {
  readonly host: string;
  readonly port: number;
  readonly isEncrypted: boolean;
}

export type OpenByteStream = (target: StreamTarget, events: ByteStreamEvents) => ByteStream;

const CONNECT_TIMEOUT_MS = 5000;

/** Over TCP, or TLS with the certificates that the system trusts. */
export const openByteStream: OpenByteStream = ({ host, port, isEncrypted }, events) => {
  const servername = isIP(host) === 0 ? { servername: host } : {};
  const socket: Socket = isEncrypted ? connectSecure({ host, port, ...servername }) : connect({ host, port });
  socket.unref();
  socket.setNoDelay(true);
  socket.setTimeout(CONNECT_TIMEOUT_MS, () => socket.destroy());
  socket.once(isEncrypted ? 'secureConnect' : 'connect', () => {
    socket.setTimeout(0);
    events.onOpen();
  });
  socket.on('data', (bytes) => events.onBytes(bytes));
  socket.on('error', () => undefined);
  socket.once('close', () => events.onClose());
  return {
    write: (bytes) => void socket.write(bytes),
    close: () => void socket.end(() => socket.destroy()),
  };
};

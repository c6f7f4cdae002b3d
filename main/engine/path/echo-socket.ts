import { createSocket, type Socket } from 'node:dgram';
import { type Fault, fault } from '../../../shared/faults/fault.ts';
import { fail, ok, type Result } from '../../../shared/result.ts';
import { decodeEcho, ECHO_PORT, type EchoPacket, encodeEcho } from './echo-packet.ts';

/** The UDP socket of the tunnel echo, bound to the own party address, so that nothing outside the tunnel reaches it. */
export class EchoSocket {
  readonly #socket: Socket;
  #closed = false;

  private constructor(socket: Socket) {
    this.#socket = socket;
  }

  /**
   * @fault tunnel.echo-port-taken - another program holds the port on every address.
   * @fault tunnel.create-failed - the address is not there (any more).
   */
  static open(
    address: string,
    onPacket: (from: string, packet: EchoPacket) => void,
  ): Promise<Result<EchoSocket, 'tunnel.echo-port-taken' | 'tunnel.create-failed'>> {
    const socket = createSocket('udp4');
    return new Promise((resolve) => {
      socket.once('error', (error: NodeJS.ErrnoException) => {
        socket.close();
        resolve(fail(whyNot(error.code, address)));
      });
      socket.on('message', (bytes, from) => {
        const packet = from.port === ECHO_PORT ? decodeEcho(bytes) : null;
        if (packet !== null) onPacket(from.address, packet);
      });
      socket.bind(ECHO_PORT, address, () => {
        socket.removeAllListeners('error');
        // A tunnel that goes down shows as lost echoes.
        socket.on('error', () => undefined);
        resolve(ok(new EchoSocket(socket)));
      });
    });
  }

  send(to: string, packet: EchoPacket): void {
    if (!this.#closed) this.#socket.send(encodeEcho(packet), ECHO_PORT, to, () => undefined);
  }

  /** May be said twice. */
  close(): void {
    if (!this.#closed) this.#socket.close();
    this.#closed = true;
  }
}

function whyNot(
  code: string | undefined,
  address: string,
): Fault<'tunnel.echo-port-taken' | 'tunnel.create-failed'> {
  return code === 'EADDRINUSE' || code === 'EACCES'
    ? fault('tunnel.echo-port-taken', { port: ECHO_PORT })
    : fault('tunnel.create-failed', { detail: `no socket on ${address}: ${code}` });
}

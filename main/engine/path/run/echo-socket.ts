import { createSocket, type Socket } from 'node:dgram';
import { type Fault, fault } from '../../../../shared/faults/fault.ts';
import { fail, ok, type Result } from '../../../../shared/result.ts';
import { decodeEcho, ECHO_PORT, type EchoPacket, encodeEcho } from '../link/echo-packet.ts';

/** The UDP socket of the tunnel echo, bound to the own party address, so that nothing outside the tunnel reaches it. */
export class EchoSocket {
  readonly #socket: Socket;
  #closed = false;

  private constructor(socket: Socket) {
    this.#socket = socket;
  }

  /**
   * @param onOther - what came on this port and is no echo.
   * @fault tunnel.echo-port-taken - another program holds the port on every address.
   * @fault tunnel.create-failed - the address is not there (any more).
   */
  static open(
    address: string,
    onPacket: (from: string, packet: EchoPacket) => void,
    onOther: (from: string, bytes: Uint8Array) => void,
  ): Promise<Result<EchoSocket, 'tunnel.echo-port-taken' | 'tunnel.create-failed'>> {
    const socket = createSocket('udp4');
    return new Promise((resolve) => {
      socket.once('error', (error: NodeJS.ErrnoException) => {
        socket.close();
        resolve(fail(whyNot(error.code, address)));
      });
      socket.on('message', (bytes, from) => {
        if (from.port !== ECHO_PORT) return;
        const packet = decodeEcho(bytes);
        if (packet === null) onOther(from.address, bytes);
        else onPacket(from.address, packet);
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
    this.sendOther(to, encodeEcho(packet));
  }

  /** Anything else that engines tell each other on this port, under a magic of its own. */
  sendOther(to: string, bytes: Uint8Array): void {
    if (!this.#closed) this.#socket.send(bytes, ECHO_PORT, to, () => undefined);
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

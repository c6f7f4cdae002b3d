import { createSocket, type Socket } from 'node:dgram';
import { fault } from '../../../shared/faults/fault.ts';
import { fail, ok, type Result } from '../../../shared/result.ts';
import { decodeEcho, ECHO_PORT, type EchoPacket, encodeEcho } from './echo-packet.ts';

/** The UDP socket of the tunnel echo, bound to the own party address, so that nothing outside the tunnel reaches it. */
export class EchoSocket {
  readonly #socket: Socket;

  private constructor(socket: Socket) {
    this.#socket = socket;
  }

  /** @fault tunnel.echo-port-taken - another program holds the port on every address. */
  static open(
    address: string,
    onPacket: (from: string, packet: EchoPacket) => void,
  ): Promise<Result<EchoSocket, 'tunnel.echo-port-taken'>> {
    const socket = createSocket('udp4');
    return new Promise((resolve) => {
      // Also swallows later send errors: a tunnel that goes down shows as lost echoes.
      socket.on('error', () => resolve(fail(fault('tunnel.echo-port-taken', { port: ECHO_PORT }))));
      socket.on('message', (bytes, from) => {
        const packet = from.port === ECHO_PORT ? decodeEcho(bytes) : null;
        if (packet !== null) onPacket(from.address, packet);
      });
      socket.bind(ECHO_PORT, address, () => resolve(ok(new EchoSocket(socket))));
    });
  }

  send(to: string, packet: EchoPacket): void {
    this.#socket.send(encodeEcho(packet), ECHO_PORT, to, () => undefined);
  }

  close(): void {
    this.#socket.close();
  }
}

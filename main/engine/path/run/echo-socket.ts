import { type Fault, fault } from '../../../../shared/faults/fault.ts';
import { fail, ok, type Result } from '../../../../shared/result.ts';
import type { OpenUdp, UdpSocket } from '../../../base/udp.ts';
import { decodeEcho, ECHO_PORT, type EchoPacket, type SizeProbe } from '../link/echo-packet.ts';

export interface EchoListener {
  onPacket(from: string, packet: EchoPacket | SizeProbe, bytes: number): void;
  /** What came on this port and is no echo. */
  onOther(from: string, bytes: Uint8Array): void;
}

/** The UDP socket of the tunnel echo, bound to the own party address, so that nothing outside the tunnel reaches it. */
export class EchoSocket {
  readonly #socket: UdpSocket;

  private constructor(socket: UdpSocket) {
    this.#socket = socket;
  }

  /**
   * @fault tunnel.echo-port-taken - another program holds the port on every address.
   * @fault tunnel.create-failed - the address is not there (any more).
   */
  static async open(
    openUdp: OpenUdp,
    address: string,
    { onPacket, onOther }: EchoListener,
  ): Promise<Result<EchoSocket, 'tunnel.echo-port-taken' | 'tunnel.create-failed'>> {
    const opened = await openUdp({
      family: 4,
      address,
      port: ECHO_PORT,
      onDatagram(bytes, from) {
        if (from.port !== ECHO_PORT) return;
        const packet = decodeEcho(bytes);
        if (packet === null) onOther(from.address, bytes);
        else onPacket(from.address, packet, bytes.length);
      },
    });
    return 'error' in opened ? fail(whyNot(opened.error, address)) : ok(new EchoSocket(opened));
  }

  /** An echo, or anything else that engines tell each other on this port, under a magic of its own. */
  send(to: string, bytes: Uint8Array): void {
    this.#socket.send(bytes, { address: to, port: ECHO_PORT });
  }

  /** May be said twice. */
  close(): void {
    this.#socket.close();
  }
}

function whyNot(code: string, address: string): Fault<'tunnel.echo-port-taken' | 'tunnel.create-failed'> {
  return code === 'EADDRINUSE' || code === 'EACCES'
    ? fault('tunnel.echo-port-taken', { port: ECHO_PORT })
    : fault('tunnel.create-failed', { reason: 'no-socket', address, errno: code ?? '' });
}

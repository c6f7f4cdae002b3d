/**
 * A bridge from this machine's loopback to the loopback of a machine of the lab, through a Unix socket: those belong to
 * the file system, not to a network namespace. The port is the same on both sides, as the browser server's Host check asks.
 */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server } from 'node:net';
import type { LabHost } from './host.ts';

export class LoopbackBridge {
  readonly port: number;
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
    this.port = (server.address() as AddressInfo).port;
  }

  /** Takes a free port of this machine's loopback. @param folder - where the socket of the other side will be. */
  static async open(folder: string): Promise<LoopbackBridge> {
    const server = createServer((outside) => {
      const inside = connect(socketOf(folder));
      outside.pipe(inside).pipe(outside);
      outside.on('error', () => inside.destroy());
      inside.on('error', () => outside.destroy());
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    return new LoopbackBridge(server);
  }

  /** Lets it lead to the same port of a machine's loopback. */
  async leadTo(host: LabHost, folder: string): Promise<void> {
    await host.tool('loopback-bridge', [socketOf(folder), this.port]).json((line) => line.ready === true);
  }

  /** Frees the port; connections end with the processes behind them. */
  close(): void {
    this.#server.close();
  }
}

function socketOf(folder: string): string {
  return `${folder}/bridge.sock`;
}

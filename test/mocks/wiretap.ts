import { connect, createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** Stands before a server until the test ends, and keeps what it says and hears. WebSocket clients mask what they say. */
export async function wiretap(url: string): Promise<{ readonly url: string; readonly carried: Buffer[] }> {
  const target = new URL(url);
  const carried: Buffer[] = [];
  const sockets = new Set<Socket>();
  const tap = createServer((client) => {
    const server = connect(Number(target.port), target.hostname);
    for (const [from, to] of [
      [client, server],
      [server, client],
    ] as const) {
      sockets.add(from);
      from.on('data', (bytes) => {
        carried.push(bytes);
        to.write(bytes);
      });
      from.on('error', () => undefined);
      from.on('close', () => to.destroy());
    }
  });
  await new Promise<void>((resolve) => tap.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    tap.close();
  });
  return { url: `${target.protocol}//127.0.0.1:${(tap.address() as { port: number }).port}`, carried };
}

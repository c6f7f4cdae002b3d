import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { type Endpoint, formatEndpoint } from '../../shared/address.ts';
import { endpointOf, loopback, start } from './control-server.ts';

const REFUSED = [
  'GET /relay HTTP/1.1',
  'Host: x',
  'Origin: http://x',
  'Connection: Upgrade',
  'Upgrade: websocket',
];

/** The listeners that refuse a page's request to become a WebSocket: the control server's and the health port. */
async function listeners(): Promise<readonly Endpoint[]> {
  const control = { listen: [loopback], databasePath: ':memory:' };
  const running = await start({ control, health: { listen: [loopback] } });
  return [endpointOf(running), ...running.healthEndpoints];
}

/** Asks, and keeps its own end open whatever the answer. */
async function ask({ address, port }: Endpoint): Promise<Socket> {
  const socket = connect({ host: address, port, allowHalfOpen: true });
  onTestFinished(() => void socket.destroy());
  await once(socket, 'connect');
  socket.write(`${REFUSED.join('\r\n')}\r\n\r\n`);
  return socket;
}

describe('a refused upgrade', () => {
  it('ends nothing but itself when its client breaks the connection', async () => {
    const failures: unknown[] = [];
    const onFailure = (error: unknown) => failures.push(error);
    process.on('uncaughtExceptionMonitor', onFailure);
    onTestFinished(() => void process.off('uncaughtExceptionMonitor', onFailure));
    const [control, health] = await listeners();
    for (const endpoint of [control, health]) {
      if (endpoint === undefined) throw new Error('a listener is missing');
      for (let n = 0; n < 10; n++) (await ask(endpoint)).resetAndDestroy();
    }
    const socket = new WebSocket(`ws://${formatEndpoint(control as Endpoint)}`);
    onTestFinished(() => socket.terminate());
    await once(socket, 'message');
    expect(failures).toEqual([]);
  });

  it('leaves no connection behind to a client that never closes its own end', async () => {
    for (const endpoint of await listeners()) {
      const socket = await ask(endpoint);
      await once(socket.resume(), 'end');
      // The other end is gone altogether: it answers what still comes with a reset.
      const broken = once(socket, 'error');
      const writing = setInterval(() => socket.write('x'), 20);
      onTestFinished(() => clearInterval(writing));
      expect((await broken)[0]).toMatchObject({ code: expect.stringMatching(/ECONNRESET|EPIPE/) });
    }
  });
});

// @vitest-environment node
// jsdom's WebSocket does not survive its own events here; Node's is the same standard.
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type WebSocket as ServerSocket, WebSocketServer } from 'ws';
import type { Connection, LinkStatus } from '../../renderer/api/connection.ts';
import { openSocketConnection } from '../../renderer/api/socket-connection.ts';

let server: WebSocketServer;
let connection: Connection;
let statuses: LinkStatus[];
let clients: ServerSocket[];
let received: unknown[];

function listen(port: number): Promise<WebSocketServer> {
  const opened = new WebSocketServer({ host: '127.0.0.1', port });
  opened.on('connection', (client) => {
    clients.push(client);
    client.on('message', (data) => received.push(JSON.parse(String(data))));
  });
  return new Promise((resolve) => opened.once('listening', () => resolve(opened)));
}

const port = () => (server.address() as AddressInfo).port;
const send = (frame: unknown): void =>
  clients.at(-1)?.send(typeof frame === 'string' ? frame : JSON.stringify(frame));
const heard = (frame: unknown) => vi.waitFor(() => expect(received).toContainEqual(frame));
const reached = (status: LinkStatus) => vi.waitFor(() => expect(statuses.at(-1)).toBe(status));

beforeEach(async () => {
  [statuses, clients, received] = [[], [], []];
  server = await listen(0);
  connection = openSocketConnection({ url: `ws://127.0.0.1:${port()}/api`, token: 'secret' });
  connection.onStatus((status) => statuses.push(status));
});

afterEach(() => {
  connection.close();
  for (const client of clients) client.terminate();
  server.close();
});

async function ready(): Promise<void> {
  await heard({ token: 'secret' });
  send({ ready: true });
  await reached('online');
}

describe('the connection over a WebSocket', () => {
  it('sends its token first and holds calls until the engine is ready', async () => {
    const answer = connection.api.leaveParty({});
    await heard({ token: 'secret' });
    expect(received).toHaveLength(1);
    send({ ready: true });
    await heard({ id: 1, call: 'leaveParty', input: {} });
    send({ re: 1, result: { ok: true, value: {} } });
    expect(await answer).toEqual({ ok: true, value: {} });
  });

  it('gives each answer to its own call', async () => {
    await ready();
    const first = connection.api.dismissNotice({ id: 5 });
    const second = connection.api.joinParty({ invite: 'x' });
    await heard({ id: 2, call: 'joinParty', input: { invite: 'x' } });
    send({ re: 2, result: { ok: false, fault: { code: 'party.code-mistyped', args: {} } } });
    send({ re: 1, result: { ok: true, value: {} } });
    expect((await first).ok).toBe(true);
    expect(await second).toMatchObject({ ok: false, fault: { code: 'party.code-mistyped' } });
  });

  it('passes events on until the listener is taken off', async () => {
    await ready();
    const seen: unknown[] = [];
    const off = connection.api.on('samples', (value) => seen.push(value));
    send({ event: 'samples', value: [{ peer: 'a', at: 1, rttMs: 2 }] });
    await vi.waitFor(() => expect(seen).toHaveLength(1));
    off();
    send({ event: 'samples', value: [] });
    const answer = connection.api.leaveParty({});
    await heard({ id: 1, call: 'leaveParty', input: {} });
    send({ re: 1, result: { ok: true, value: {} } });
    await answer;
    expect(seen).toHaveLength(1);
  });

  it('fails the calls under way when the engine is lost, and comes back by itself', async () => {
    await ready();
    const answer = connection.api.leaveParty({});
    await heard({ id: 1, call: 'leaveParty', input: {} });
    clients.at(-1)?.terminate();
    expect(await answer).toMatchObject({ ok: false, fault: { code: 'engine.unreachable' } });
    expect(statuses.at(-1)).toBe('offline');
    expect(await connection.api.leaveParty({})).toMatchObject({ fault: { code: 'engine.unreachable' } });
    received.length = 0;
    await ready();
    expect(clients).toHaveLength(2);
  });

  it('stops trying when its token is refused', async () => {
    await heard({ token: 'secret' });
    clients.at(-1)?.close(1008);
    await reached('refused');
    expect(await connection.api.leaveParty({})).toMatchObject({ fault: { code: 'engine.unauthorised' } });
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(clients).toHaveLength(1);
  });

  it.each(['no json', '[1]', '{"other":1}', 'null'])(
    'drops the connection at a frame that is none: %s',
    async (frame) => {
      await ready();
      send(frame);
      await reached('offline');
    },
  );
});

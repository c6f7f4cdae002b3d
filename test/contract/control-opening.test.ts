import { once } from 'node:events';
import { describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { formatEndpoint } from '../../shared/address.ts';
import { fault } from '../../shared/faults/fault.ts';
import { FakeClock } from '../world/fake-clock.ts';
import { greet, TestClient, TestDevice } from './control-client.ts';
import { startEndpoint } from './control-server.ts';

describe('a connection', () => {
  it('is challenged first and named by its identity', async () => {
    const client = new TestClient(await startEndpoint());
    const device = new TestDevice();
    const nonce = await client.nonce;
    expect(await client.ask('hello', device.hello(nonce))).toMatchObject({
      ok: true,
      value: { peer: device.peer },
    });
    expect(device.peer).toHaveLength(22);
  });

  it('gets a challenge of its own, so that a hello of another connection is refused', async () => {
    const endpoint = await startEndpoint();
    const device = new TestDevice();
    const first = new TestClient(endpoint);
    const second = new TestClient(endpoint);
    const overheard = device.hello(await first.nonce);
    await second.nonce;
    expect(await second.ask('hello', overheard)).toMatchObject({
      ok: false,
      fault: fault('control.not-authenticated', { reason: 'signature' }),
    });
  });

  it('cannot take the identity of another device', async () => {
    const client = new TestClient(await startEndpoint());
    const hello = { ...new TestDevice().hello(await client.nonce), identity: new TestDevice().identity };
    expect(await client.ask('hello', hello)).toMatchObject({
      fault: { code: 'control.not-authenticated' },
    });
  });

  it('of another protocol version is told both versions', async () => {
    const client = new TestClient(await startEndpoint());
    const hello = { ...new TestDevice().hello(await client.nonce), version: 9 };
    expect(await client.ask('hello', hello)).toMatchObject({
      fault: fault('control.version-unsupported', { serverVersion: 1, clientVersion: 9 }),
    });
  });

  it('is closed when it says no hello in time', async () => {
    const clock = new FakeClock();
    const client = new TestClient(await startEndpoint({}, { clock }));
    await client.nonce;
    clock.advance(5_000);
    expect((await client.next('error')).fault).toEqual(
      fault('control.not-authenticated', { reason: 'no-hello', ms: 5000 }),
    );
    expect((await client.closed).code).toBe(1008);
  });

  it('leaves nothing behind when it goes before its hello, so that a flood of them takes no memory', async () => {
    const due = new Set<object>();
    class CountingClock extends FakeClock {
      override after(ms: number, run: () => void): () => void {
        const cancel = super.after(ms, run);
        due.add(cancel);
        return () => {
          due.delete(cancel);
          cancel();
        };
      }
    }
    const endpoint = await startEndpoint({}, { clock: new CountingClock() });
    const before = due.size;
    const client = new TestClient(endpoint);
    await client.nonce;
    expect(due.size).toBe(before + 1);
    client.close();
    await vi.waitFor(() => expect(due.size).toBe(before));
  });

  it.each(['party.leave', 'heartbeat'])('may not say %s before hello', async (type) => {
    const client = new TestClient(await startEndpoint());
    await client.nonce;
    expect(await client.ask(type)).toMatchObject({
      fault: fault('control.out-of-order', { expected: 'hello' }),
    });
  });

  it('must enter a party before it acts in one, and says hello once', async () => {
    const client = await greet(await startEndpoint(), new TestDevice());
    const expected = { fault: fault('control.out-of-order', { expected: 'party.join' }) };
    expect(await client.ask('party.leave')).toMatchObject(expected);
    expect(await client.ask('hello', new TestDevice().hello(await client.nonce))).toMatchObject(expected);
    expect(await client.ask('relay.report', { clients: 1, bytesForwarded: 1 })).toMatchObject(expected);
    expect(await client.ask('heartbeat')).toMatchObject({ ok: true });
  });

  it('of one address too many is told so and closed', async () => {
    const endpoint = await startEndpoint({ connectionsPerAddress: 2 });
    await greet(endpoint, new TestDevice());
    await greet(endpoint, new TestDevice());
    const third = new TestClient(endpoint);
    expect((await third.next('error')).fault).toEqual(fault('control.too-many-connections', { limit: 2 }));
    expect((await third.closed).code).toBe(1013);
  });

  it('of one identity too many is refused until another one closes', async () => {
    const endpoint = await startEndpoint({ connectionsPerIdentity: 1 });
    const device = new TestDevice();
    const first = await greet(endpoint, device);
    await expect(greet(endpoint, device)).rejects.toThrow('control.too-many-connections');
    first.close();
    await first.closed;
    // The server may hear of it a moment after the client.
    await vi.waitFor(() => greet(endpoint, device));
  });

  it('is refused while too many others have not said hello', async () => {
    const endpoint = await startEndpoint({ unauthenticated: 1 });
    await new TestClient(endpoint).nonce;
    const second = new TestClient(endpoint);
    expect((await second.next('error')).fault.code).toBe('control.too-many-connections');
  });
});

describe('a web page', () => {
  it('gets no connection', async () => {
    const endpoint = await startEndpoint();
    const socket = new WebSocket(`ws://${formatEndpoint(endpoint)}`, { origin: 'https://example.org' });
    const [error] = (await once(socket, 'error')) as [Error];
    expect(error.message).toContain('403');
  });
});

describe('plain HTTP', () => {
  it('is told to use WebSocket', async () => {
    const endpoint = await startEndpoint();
    const response = await fetch(`http://${formatEndpoint(endpoint)}/`);
    expect(response.status).toBe(426);
    expect(response.headers.get('upgrade')).toBe('websocket');
  });

  it('sees that the server is alive', async () => {
    const endpoint = await startEndpoint();
    const response = await fetch(`http://${formatEndpoint(endpoint)}/health`);
    expect([response.status, await response.text()]).toEqual([200, 'ok']);
  });
});

import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { BINDING_REQUEST, decodeStun, encodeStun } from '../../../../../shared/stun/message.ts';
import { makeDevice, startTunnelBench, type TunnelBench, TunnelClient } from './tunnel-bench.ts';

async function udpTalker({ udp }: TunnelBench) {
  const socket = createSocket('udp4');
  await new Promise<void>((done) => socket.bind(0, '127.0.0.1', done));
  onTestFinished(() => void socket.close());
  return {
    send: (datagram: Uint8Array) => socket.send(datagram, udp.port, udp.address),
    next: async (): Promise<Buffer> => (await once(socket, 'message'))[0],
  };
}

describe('a tunnel', () => {
  it('registers its client, and carries packets to and from one on UDP', async () => {
    const bench = await startTunnelBench();
    const [a, b] = [makeDevice(bench.relay, 1), makeDevice(bench.relay, 2)];
    bench.relay.admit('party', [a.key, b.key]);
    const [tunnel, udp] = [await TunnelClient.must(bench.url), await udpTalker(bench)];
    // The round trip of the second registration is time enough for the first one's proof.
    await b.register(udp);
    await a.register(tunnel);
    await vi.waitFor(() => expect(bench.relay.stats().clients).toBe(2));

    const there = a.greet(b.publicKey);
    tunnel.send(there);
    expect(new Uint8Array(await udp.next())).toEqual(there);
    const back = b.greet(a.publicKey);
    udp.send(back);
    expect(new Uint8Array(await tunnel.next())).toEqual(back);
    expect(bench.stats()).toMatchObject({ open: 1, strangers: 0, datagramsIn: 3, datagramsOut: 2 });
  });

  it('carries packets between two tunnels of one address', async () => {
    const bench = await startTunnelBench();
    const [a, b] = [makeDevice(bench.relay, 1), makeDevice(bench.relay, 2)];
    bench.relay.admit('party', [a.key, b.key]);
    const [one, other] = [await TunnelClient.must(bench.url), await TunnelClient.must(bench.url)];
    await b.register(other);
    await a.register(one);

    const greeting = a.greet(b.publicKey);
    one.send(greeting);
    expect(new Uint8Array(await other.next())).toEqual(greeting);
  });

  it('is left for UDP by a client that registers there, and UDP for it', async () => {
    const bench = await startTunnelBench();
    const device = makeDevice(bench.relay, 1);
    bench.relay.admit('party', [device.key]);
    const [tunnel, udp] = [await TunnelClient.must(bench.url), await udpTalker(bench)];
    await device.register(tunnel);
    await device.register(udp);
    await vi.waitFor(() => expect(bench.relay.stats().handshakes).toBe(2));
    expect(bench.relay.stats().clients).toBe(1);
    await device.register(tunnel);
    expect(bench.relay.stats().clients).toBe(1);
  });

  it('answers STUN with the TCP endpoint of its client', async () => {
    const bench = await startTunnelBench();
    const tunnel = await TunnelClient.must(bench.url);
    tunnel.send(encodeStun({ type: BINDING_REQUEST, transactionId: new Uint8Array(12), attributes: [] }));
    expect(decodeStun(await tunnel.next())).not.toBeNull();
  });

  it('leaves its client away, and nothing behind, once it is closed', async () => {
    const bench = await startTunnelBench();
    const device = makeDevice(bench.relay, 1);
    bench.relay.admit('party', [device.key]);
    const tunnel = await TunnelClient.must(bench.url);
    await device.register(tunnel);
    await vi.waitFor(() => expect(bench.stats().strangers).toBe(0));
    tunnel.socket.close();
    await vi.waitFor(() => expect(bench.stats().open).toBe(0));
    expect(bench.relay.stats().clients).toBe(0);
    expect(bench.stats().ended.gone).toBe(1);
  });

  it('is closed when its client has not registered within 10 s, however much it said', async () => {
    const bench = await startTunnelBench();
    const tunnel = await TunnelClient.must(bench.url);
    const stranger = makeDevice(bench.relay, 9);
    tunnel.send(stranger.greet(Buffer.from(bench.relay.publicKey, 'base64')));
    await vi.waitFor(() => expect(bench.stats().datagramsIn).toBe(1));
    bench.clock.advance(9_000);
    expect(bench.stats().open).toBe(1);
    bench.clock.advance(1_000);
    expect(await tunnel.closed).toBe(1008);
    expect(tunnel.received).toEqual([]);
    expect(bench.stats()).toMatchObject({ open: 0, ended: { unregistered: 1 } });
  });

  it('is closed 10 s after its client was sent away', async () => {
    const bench = await startTunnelBench();
    const device = makeDevice(bench.relay, 1);
    bench.relay.admit('party', [device.key]);
    const tunnel = await TunnelClient.must(bench.url);
    await device.register(tunnel);
    await vi.waitFor(() => expect(bench.stats().strangers).toBe(0));
    bench.clock.advance(20_000);
    expect(bench.stats().open).toBe(1);
    bench.relay.admit('party', []);
    bench.clock.advance(11_000);
    expect(await tunnel.closed).toBe(1008);
  });

  it('is closed when it was silent too long', async () => {
    const bench = await startTunnelBench({ idleMs: 60_000 });
    const device = makeDevice(bench.relay, 1);
    bench.relay.admit('party', [device.key]);
    const tunnel = await TunnelClient.must(bench.url);
    await device.register(tunnel);
    await vi.waitFor(() => expect(bench.stats().strangers).toBe(0));
    bench.clock.advance(59_000);
    expect(bench.stats().open).toBe(1);
    bench.clock.advance(1_000);
    expect(await tunnel.closed).toBe(1001);
    expect(bench.stats().ended.idle).toBe(1);
  });

  it('goes with the relay', async () => {
    const bench = await startTunnelBench();
    const tunnel = await TunnelClient.must(bench.url);
    await bench.relay.close();
    expect(await tunnel.closed).toBe(1001);
    expect(await TunnelClient.open(bench.url)).toBe(503);
  });
});

import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { makeDevice, startTunnelBench, type TunnelBench, TunnelClient } from './tunnel-bench.ts';

const UPGRADE = [
  'GET /relay HTTP/1.1',
  'Host: relay',
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
  '\r\n',
].join('\r\n');

/** A TCP connection on which the test says what it likes. */
async function raw({ tcp }: TunnelBench) {
  const socket = connect(tcp.port, tcp.address);
  socket.on('error', () => undefined);
  onTestFinished(() => void socket.destroy());
  await once(socket, 'connect');
  return socket;
}

/** A masked frame (RFC 6455 §5.2) with a mask of zeros. */
function frame(firstByte: number, payload: Buffer): Buffer {
  const head = Buffer.from([firstByte, 0x80 | 126, payload.length >> 8, payload.length & 255, 0, 0, 0, 0]);
  return Buffer.concat([head, payload]);
}

async function registered(bench: TunnelBench, seed: number): Promise<TunnelClient> {
  const device = makeDevice(bench.relay, seed);
  bench.relay.admit(`party ${seed}`, [device.key]);
  const tunnel = await TunnelClient.must(bench.url);
  const before = bench.stats().strangers;
  await device.register(tunnel);
  await vi.waitFor(() => expect(bench.stats().strangers).toBe(before - 1));
  return tunnel;
}

describe('an upgrade', () => {
  it('that a web page asks for is refused', async () => {
    const bench = await startTunnelBench();
    expect(await TunnelClient.open(bench.url, { origin: 'https://page.invalid' })).toBe(403);
    expect(bench.stats()).toMatchObject({ opened: 0, refused: { page: 1 } });
  });

  it('to another path is refused', async () => {
    const bench = await startTunnelBench();
    expect(await TunnelClient.open(bench.url.replace('/relay', '/'))).toBe(404);
  });

  it('above the limit of its address, of strangers or of all is refused until another one ends', async () => {
    const cases = [
      [{ perAddress: 2 }, 429, 'too-many-from-address'],
      [{ strangers: 2 }, 503, 'too-many-strangers'],
      [{ tunnels: 2 }, 503, 'too-many'],
    ] as const;
    for (const [limits, status, reason] of cases) {
      const bench = await startTunnelBench(limits);
      const first = await TunnelClient.must(bench.url);
      await TunnelClient.must(bench.url);
      for (let i = 0; i < 20; i++) expect(await TunnelClient.open(bench.url)).toBe(status);
      expect(bench.stats()).toMatchObject({ open: 2, opened: 2, refused: { [reason]: 20 } });
      first.socket.terminate();
      await vi.waitFor(() => expect(bench.stats().open).toBe(1));
      await TunnelClient.must(bench.url);
    }
  });

  it('whose headers never end is cut off, as is a connection that says nothing', async () => {
    const bench = await startTunnelBench();
    const [drip, mute] = [await raw(bench), await raw(bench)];
    drip.write(UPGRADE.slice(0, 40));
    const dripping = setInterval(() => drip.write('a'), 200);
    onTestFinished(() => clearInterval(dripping));
    drip.resume();
    mute.resume();
    await Promise.all([once(drip, 'close'), once(mute, 'close')]);
    expect(bench.stats().opened).toBe(0);
    await TunnelClient.must(bench.url);
  });
});

describe('what is no datagram ends the tunnel:', () => {
  const longest = 2048;
  const cases: readonly (readonly [string, (tunnel: TunnelClient) => void])[] = [
    ['text', ({ socket }) => socket.send('hello')],
    ['a byte too many', (tunnel) => tunnel.send(Buffer.alloc(longest + 1))],
    ['a megabyte', (tunnel) => tunnel.send(Buffer.alloc(1 << 20))],
    [
      'fragments that together are too long',
      ({ socket }) => {
        for (let i = 0; i < 5; i++) socket.send(Buffer.alloc(500), { binary: true, fin: false });
      },
    ],
  ];
  it.each(cases)('%s', async (_what, send) => {
    const bench = await startTunnelBench();
    const tunnel = await registered(bench, 1);
    send(tunnel);
    expect([1003, 1009]).toContain(await tunnel.closed);
    expect(bench.stats()).toMatchObject({ open: 0, ended: { 'not-a-datagram': 1 } });
    expect(bench.relay.stats().clients).toBe(0);
  });

  it.each([
    ['an unmasked frame', Buffer.from([0x82, 1, 0])],
    ['a reserved opcode', frame(0x83, Buffer.alloc(200))],
    ['a compressed frame', frame(0xc2, Buffer.alloc(200))],
    ['a continuation of nothing', frame(0x80, Buffer.alloc(200))],
  ])('%s', async (_what, bytes) => {
    const bench = await startTunnelBench();
    const socket = await raw(bench);
    socket.write(UPGRADE);
    await once(socket, 'data');
    socket.write(bytes);
    socket.resume();
    await once(socket, 'close');
    expect(bench.stats()).toMatchObject({ open: 0, ended: { 'not-a-datagram': 1 } });
  });
});

describe('a flood', () => {
  it('of a stranger ends its tunnel, and draws no answer', async () => {
    const bench = await startTunnelBench();
    const tunnel = await TunnelClient.must(bench.url);
    const sent = 10_000;
    for (let i = 0; i < sent; i++) tunnel.send(Buffer.alloc(100, i));
    expect(await tunnel.closed).toBe(1008);
    expect(tunnel.received).toEqual([]);
    expect(bench.stats()).toMatchObject({ datagramsIn: 2049, datagramsOut: 0, ended: { flood: 1 } });
    console.log(`flood: ${sent} datagrams of a stranger, 2049 looked at, none answered`);
  });

  it('of random datagrams through tunnels crashes nothing and forwards nothing', async () => {
    const bench = await startTunnelBench();
    let sent = 0;
    for (let round = 0; round < 5; round++) {
      const tunnel = await registered(bench, round + 1);
      for (let i = 0; i < 2000; i++, sent++) {
        const datagram = crypto.getRandomValues(Buffer.alloc(i % 300));
        // Half of them look like WireGuard.
        if (i % 2 === 0 && datagram.length >= 4) datagram.set([1 + (i % 4), 0, 0, 0]);
        tunnel.send(datagram);
      }
      await vi.waitFor(() => expect(bench.stats().datagramsIn).toBe(sent + 2 * (round + 1)));
      expect(tunnel.received).toEqual([]);
    }
    expect(bench.relay.stats().forwardedPackets).toBe(0);
    console.log(`fuzz: ${sent} random datagrams through ${bench.stats().opened} tunnels, none forwarded`);
  });

  it('to a client that does not read is dropped, and waits in bounded memory', async () => {
    const bench = await startTunnelBench();
    const [reader, writer] = [makeDevice(bench.relay, 1), makeDevice(bench.relay, 2)];
    bench.relay.admit('party', [reader.key, writer.key]);
    const [deaf, talker] = [await TunnelClient.must(bench.url), await TunnelClient.must(bench.url)];
    await reader.register(deaf);
    await writer.register(talker);
    talker.send(writer.greet(reader.publicKey));
    const index = (await deaf.next()).subarray(4, 8);
    deaf.send(message(2, 92, [Buffer.from([9, 9, 9, 9]), index]));
    await talker.next();
    deaf.socket.pause();

    const data = message(4, 2048, [Buffer.from([9, 9, 9, 9])]);
    let sent = 0;
    while (bench.stats().droppedFull === 0 && sent < 50_000) {
      for (let i = 0; i < 200; i++) talker.send(data);
      sent += 200;
      await vi.waitFor(() => expect(bench.relay.stats().forwardedPackets).toBe(sent + 2));
    }
    expect(bench.stats().droppedFull).toBeGreaterThan(0);
    console.log(`deaf: ${bench.stats().droppedFull} of ${sent} datagrams dropped at 128 KiB`);
  });
});

/** A WireGuard message of which only what the relay reads is there. */
function message(type: number, length: number, indexes: readonly Buffer[]): Buffer {
  const whole = Buffer.alloc(length);
  Buffer.concat([Buffer.from([type, 0, 0, 0]), ...indexes]).copy(whole);
  return whole;
}

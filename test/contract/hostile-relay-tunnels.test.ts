/** Slow and oversize clients of the relay's TCP tunnels, while one tunnel carries on. What was tried is printed. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it, onTestFinished, vi } from 'vitest';
import {
  makeDevice,
  startTunnelBench,
  type TunnelBench,
  TunnelClient,
} from '../unit/servers/relay/tcp/tunnel-bench.ts';

const EACH = 100;
const DRIP_MS = 250;
/** Headers are awaited for 5 s, looked at every 5 s. */
const PATIENCE_MS = 60_000;
const MIB = 1024 * 1024;
const UPGRADE =
  'GET /relay HTTP/1.1\r\nHost: relay\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
  'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n';

/** A TCP connection that is cut off sooner or later. */
async function raw({ tcp }: TunnelBench): Promise<{ socket: Socket; gone: Promise<unknown> }> {
  const socket = connect(tcp.port, tcp.address);
  socket.on('error', () => undefined);
  const gone = new Promise((resolve) => socket.once('close', resolve));
  onTestFinished(() => void socket.destroy());
  await once(socket, 'connect');
  socket.resume();
  return { socket, gone };
}

/** Sends a byte of it now and then. */
function drip(socket: Socket, bytes: Buffer): void {
  let at = 0;
  const dripping = setInterval(() => {
    if (socket.writable && at < bytes.length) socket.write(bytes.subarray(at, ++at));
  }, DRIP_MS);
  onTestFinished(() => clearInterval(dripping));
}

const many = <T>(make: () => Promise<T>): Promise<T[]> => Promise.all(Array.from({ length: EACH }, make));

it('cuts off who is slow, whatever they are slow with, while a tunnel carries on', async () => {
  const bench = await startTunnelBench();
  const [player, fellow] = [makeDevice(bench.relay, 1), makeDevice(bench.relay, 2)];
  bench.relay.admit('party', [player.key, fellow.key]);
  const [here, there] = [await TunnelClient.must(bench.url), await TunnelClient.must(bench.url)];
  await player.register(here);
  await fellow.register(there);
  const plays = async (): Promise<void> => {
    here.send(player.greet(fellow.publicKey));
    expect((await there.next()).length).toBe(148);
  };
  await plays();

  const mute = await many(() => raw(bench));
  const headers = await many(() => raw(bench));
  for (const { socket } of headers) drip(socket, Buffer.from(UPGRADE));
  const frames = await many(() => raw(bench));
  for (const { socket } of frames) {
    socket.write(UPGRADE);
    // The head of a frame of 2 kB, and then its content.
    drip(socket, Buffer.concat([Buffer.from([0x82, 0xfe, 8, 0, 0, 0, 0, 0]), Buffer.alloc(2048)]));
  }
  await vi.waitFor(() => expect(bench.stats()).toMatchObject({ open: 2 + EACH, strangers: EACH }));
  await plays();

  // Ten seconds to register, and one more to agree that it is over.
  bench.clock.advance(11_000);
  await Promise.all(frames.map(({ gone }) => gone));
  expect(bench.stats()).toMatchObject({ open: 2, ended: { unregistered: EACH } });
  await plays();

  const cut = Promise.all([...mute, ...headers].map(({ gone }) => gone));
  await Promise.race([
    cut,
    new Promise((_resolve, reject) => setTimeout(() => reject(new Error('still open')), PATIENCE_MS)),
  ]);
  await plays();
  console.log(`slow: ${3 * EACH} connections that said nothing, half a request or half a frame, all cut off`);
});

it('ends every tunnel that carries more than a datagram, and keeps none of it', async () => {
  const bench = await startTunnelBench();
  const before = await heldBytes();
  let sent = 0;
  for (let n = 0; n < EACH; n++) {
    const tunnel = await TunnelClient.must(bench.url);
    const size = n % 2 === 0 ? 2049 + n : MIB;
    tunnel.send(Buffer.alloc(size, n));
    sent += size;
    expect([1006, 1009]).toContain(await tunnel.closed);
    expect(tunnel.received).toEqual([]);
  }
  const { datagramsIn, open, ended } = bench.stats();
  expect({ datagramsIn, open, ended: ended['not-a-datagram'] }).toEqual({
    datagramsIn: 0,
    open: 0,
    ended: EACH,
  });
  // The last few may still be on their way to the sender's socket.
  expect((await heldBytes()) - before).toBeLessThan(sent / 10);
  console.log(`oversize: ${EACH} frames of ${Math.round(sent / MIB)} MiB in all, none looked at`);
});

/** What buffers hold that somebody still has. The resident size would count those that wait to be collected, too. */
async function heldBytes(): Promise<number> {
  setFlagsFromString('--expose-gc');
  onTestFinished(() => setFlagsFromString('--no-expose-gc'));
  const collect = runInNewContext('gc') as () => void;
  // What the sockets of a moment ago hold is given up in their last callbacks.
  await sleep(100);
  collect();
  return process.memoryUsage().arrayBuffers;
}

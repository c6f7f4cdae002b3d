import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import {
  type BindBatchSocket,
  loadBatchSockets,
} from '../../../../../main/servers/relay/udp/batch-socket.ts';
import { bindSocket, type PortUse } from '../../../../../main/servers/relay/udp/bind-socket.ts';
import {
  BATCH,
  MEMORY_BYTES,
  MessageMemory,
  packIpv4,
  unpackIpv4,
} from '../../../../../main/servers/relay/udp/message-memory.ts';
import type { RelaySocket } from '../../../../../main/servers/relay/udp/relay-socket.ts';
import { type Endpoint, parseIpv4 } from '../../../../../shared/address.ts';
import { recordingLog } from '../../../../mocks/recording-log.ts';

const HERE: Endpoint = { address: '127.0.0.1', port: 0 };
const loaded = await loadBatchSockets();
const canBatch = typeof loaded !== 'string';
const kinds: readonly (readonly [string, BindBatchSocket | null])[] = [
  ['one by one', null],
  ...(canBatch ? [['in batches', loaded] as const] : []),
];

it.skipIf(process.platform !== 'linux' || process.arch !== 'x64')('batches can be had on this system', () => {
  expect(canBatch ? 'yes' : loaded).toBe('yes');
});

async function bind(batches: BindBatchSocket | null, at = HERE, use: PortUse = 'own') {
  const log = recordingLog();
  const bound = await bindSocket(at, { use, batches, log });
  if (bound.ok) onTestFinished(() => bound.value.close());
  return bound;
}

async function must(batches: BindBatchSocket | null, at = HERE, use: PortUse = 'own'): Promise<RelaySocket> {
  const bound = await bind(batches, at, use);
  if (!bound.ok) throw new Error(bound.fault.code);
  return bound.value;
}

async function client(): Promise<Socket> {
  const socket = createSocket('udp4');
  await new Promise<void>((done) => socket.bind(0, HERE.address, done));
  onTestFinished(() => void socket.close());
  return socket;
}

describe.each(kinds)('a socket that takes datagrams %s', (_kind, batches) => {
  it('tells from where each came, and sends it on unchanged', async () => {
    const [socket, from, to] = [await must(batches), await client(), await client()];
    const seen: string[] = [];
    socket.listen((datagram, address, port) => {
      seen.push(`${address}:${port}`);
      socket.send(datagram, '127.0.0.1', to.address().port);
    });
    const got: number[] = [];
    to.on('message', (datagram, { port }) => {
      expect(port).toBe(socket.endpoint.port);
      expect(datagram.every((byte) => byte === datagram.length % 256)).toBe(true);
      got.push(datagram.length);
    });
    const lengths = Array.from({ length: 3 * BATCH }, (_, n) => (n * 37) % 1_400);
    for (const length of lengths)
      from.send(Buffer.alloc(length, length % 256), socket.endpoint.port, '127.0.0.1');
    await vi.waitFor(() => expect(got).toHaveLength(lengths.length));
    expect(got.toSorted()).toEqual(lengths.toSorted());
    expect(new Set(seen)).toEqual(new Set([`127.0.0.1:${from.address().port}`]));
  });

  it('carries the longest datagram, and an empty one', async () => {
    const [socket, from] = [await must(batches), await client()];
    socket.listen((datagram, address, port) => socket.send(datagram, address, port));
    for (const length of [65_507, 0]) {
      const answered = once(from, 'message');
      from.send(Buffer.alloc(length, 7), socket.endpoint.port, '127.0.0.1');
      const [echo] = (await answered) as [Buffer];
      expect(echo.equals(Buffer.alloc(length, 7))).toBe(true);
    }
  });

  it('sends bytes of any memory, also where others change afterwards', async () => {
    const [socket, other, from, to] = [await must(batches), await must(null), await client(), await client()];
    const { port } = to.address();
    socket.listen((datagram) => {
      const copy = Uint8Array.from(datagram);
      socket.send(copy, '127.0.0.1', port);
      other.send(datagram, '127.0.0.1', port);
      copy.fill(0);
    });
    const got: string[] = [];
    to.on('message', (datagram) => got.push(datagram.toString()));
    for (let n = 0; n < BATCH; n++) from.send(`datagram ${n}`, socket.endpoint.port, '127.0.0.1');
    await vi.waitFor(() => expect(got).toHaveLength(2 * BATCH));
    const wanted = Array.from({ length: 2 * BATCH }, (_, n) => `datagram ${n >> 1}`);
    expect(got.toSorted()).toEqual(wanted.toSorted());
  });

  it('passes over what cannot be sent', async () => {
    const [socket, from] = [await must(batches), await client()];
    socket.listen((datagram, address, port) => {
      // The system lets nobody broadcast who did not ask to.
      socket.send(datagram, '255.255.255.255', 9);
      socket.send(datagram, address, port);
    });
    const answered = once(from, 'message');
    from.send('hello', socket.endpoint.port, '127.0.0.1');
    expect(String((await answered)[0])).toBe('hello');
  });

  it('says that a port is taken, or an address another machine’s', async () => {
    const { endpoint } = await must(batches);
    expect(await bind(batches, endpoint)).toMatchObject({ fault: { code: 'serve.port-taken' } });
    expect(await bind(batches, { address: '192.0.2.1', port: 0 })).toMatchObject({
      fault: { code: 'serve.address-unavailable' },
    });
  });

  it.skipIf(process.platform !== 'linux')(
    'shares a port with its own kind, and with no stranger',
    async () => {
      const { endpoint } = await must(batches, HERE, 'shared');
      await must(batches, endpoint, 'joined');
      expect(await bind(batches, endpoint, 'shared')).toMatchObject({ fault: { code: 'serve.port-taken' } });
    },
  );

  it('frees its port when it is closed', async () => {
    const first = await must(batches);
    first.listen(() => undefined);
    await first.close();
    await must(batches, first.endpoint);
  });
});

it('takes IPv6 one by one, beside batches', async () => {
  const socket = await must(canBatch ? loaded : null, { address: '::1', port: 0 });
  expect(socket.endpoint.address).toBe('::1');
});

it('says which limits are too small for its buffers', async () => {
  const log = recordingLog();
  const small = { receive: 8_192, send: 8 * 1024 * 1024 };
  const socket = { endpoint: HERE, bufferBytes: small } as RelaySocket;
  await bindSocket(HERE, { batches: () => ({ ok: true, value: socket }), log });
  const [line] = log.lines;
  expect(line?.message).toBe('UDP buffers are small');
  if (process.platform === 'linux')
    expect(line?.fields).toMatchObject({ receive: 4_096, advice: 'sysctl -w net.core.rmem_max=4194304' });
});

describe('the memory of a batch', () => {
  it.each([
    ['0.0.0.0', 0],
    ['255.255.255.255', 65_535],
    ['203.0.113.10', 3_478],
    ['127.0.0.1', 255],
  ])('reads %s:%i as it was written', (address, port) => {
    expect(unpackIpv4(packIpv4(parseIpv4(address) ?? -1, port))).toEqual({ address, port });
  });

  it('knows its own datagrams from others', () => {
    const memory = new MessageMemory(new ArrayBuffer(MEMORY_BYTES), 0x1000n);
    const own = memory.datagram(3);
    expect(own !== null && memory.holds(own)).toBe(true);
    expect(memory.holds(new Uint8Array(100))).toBe(false);
  });
});

import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join as joinPath } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { WebSocket } from 'ws';
import { systemClock } from '../../main/base/clock.ts';
import { startServers } from '../../main/servers/serve.ts';
import { type Endpoint, formatEndpoint } from '../../shared/address.ts';
import { fault } from '../../shared/faults/fault.ts';
import { recordingLog } from '../mocks/recording-log.ts';
import { createInitiator } from '../unit/wireguard/initiator.ts';
import { create, makeParty, TestDevice } from './control-client.ts';
import { endpointOf, loopback, start } from './control-server.ts';
import { makeSelfSigned } from './self-signed.ts';

const base = { clock: systemClock, log: recordingLog() };
const memory = { listen: [loopback], databasePath: ':memory:' };
const relay = { listen: [loopback], keyPath: null, publicEndpoints: [] };
let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(joinPath(tmpdir(), 'lanrage-serve-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
});

/** Binds a TCP port until the end of the test. */
async function takeTcpPort(): Promise<Endpoint> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return { address: '127.0.0.1', port: (server.address() as { port: number }).port };
}

/** Tells whether nobody holds a UDP port. */
function isUdpFree({ address, port }: Endpoint): Promise<boolean> {
  const socket = createSocket('udp4');
  return new Promise((resolve) => {
    socket.once('error', () => resolve(false));
    socket.bind({ address, port, exclusive: true }, () => socket.close(() => resolve(true)));
  });
}

async function freeUdpPort(): Promise<Endpoint> {
  const socket = createSocket('udp4');
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  const { port } = socket.address();
  await new Promise<void>((resolve) => socket.close(() => resolve()));
  return { address: '127.0.0.1', port };
}

describe('control server and relay in one process', () => {
  it('know each other from the first party on', async () => {
    const servers = await start({ control: memory, relay });
    const { joined } = await create(endpointOf(servers), new TestDevice(), makeParty());
    expect(joined.party.relay).toBe('embedded');
    expect(joined.relays).toEqual([
      {
        id: 'embedded',
        publicKey: servers.relayPublicKey,
        port: servers.relayEndpoints[0]?.port,
        endpoints: [],
        probe: null,
        tcp: ['/relay'],
      },
    ]);
  });

  it('name the probe, and say whether it is at another address', async () => {
    const probe = { listen: [{ address: '127.0.0.2', port: 0 }], keyPath: null, required: true };
    const place = (address: string) => [{ address, port: 3478 }];
    const probeOf = async (relayAt: Endpoint[], publicEndpoints: Endpoint[]) => {
      const options = { ...relay, publicEndpoints: relayAt, probe: { ...probe, publicEndpoints } };
      const servers = await start({ control: memory, relay: options });
      const { joined } = await create(endpointOf(servers), new TestDevice(), makeParty());
      const told = joined.relays[0]?.probe;
      expect(told?.port).toBe(servers.probeEndpoints[0]?.port);
      expect(told?.publicKey).not.toBe(servers.relayPublicKey);
      return told;
    };
    const [here, there] = [place('203.0.113.10'), place('203.0.113.11')];
    expect(await probeOf([], [])).toMatchObject({ endpoints: [], otherAddress: false });
    expect(await probeOf(here, there)).toMatchObject({
      endpoints: ['203.0.113.11:3478'],
      otherAddress: true,
    });
    expect(await probeOf(here, here)).toMatchObject({ otherAddress: false });
    expect(await probeOf([], there)).toMatchObject({ otherAddress: false });
  });

  it('hear of the handshake of a member, and tell it', async () => {
    const probe = { listen: [loopback], keyPath: null, publicEndpoints: [], required: true };
    const servers = await start({ control: memory, relay: { ...relay, probe } });
    const [relayAt, probeAt] = [servers.relayEndpoints[0] ?? loopback, servers.probeEndpoints[0] ?? loopback];
    const privateKey = new Uint8Array(32).fill(3);
    const initiatorTo = (key: string) =>
      createInitiator(privateKey, new Uint8Array(Buffer.from(key, 'base64')));
    const device = new TestDevice();
    device.wireguardSecret = privateKey;
    const { client, joined } = await create(endpointOf(servers), device, makeParty());
    const socket = createSocket('udp4');
    onTestFinished(() => void socket.close());
    await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
    const relayInfo = joined.relays[0];
    for (const [key, at] of [
      [relayInfo?.publicKey ?? '', relayAt],
      [relayInfo?.probe?.publicKey ?? '', probeAt],
    ] as const) {
      const answered = once(socket, 'message');
      socket.send(initiatorTo(key).initiate({ index: 1, time: 1 }).datagram, at.port, at.address);
      await answered;
    }
    const from = `127.0.0.1:${socket.address().port}`;
    await vi.waitFor(async () => {
      const { observed, probed } = await client.next('relay.observed');
      expect([observed, probed]).toEqual([from, from]);
    });
  });

  it('are closed both when the second one finds its port taken', async () => {
    const taken = await takeTcpPort();
    const udp = await freeUdpPort();
    const started = await startServers({
      ...base,
      control: { ...memory, listen: [taken] },
      relay: { ...relay, listen: [udp] },
    });
    expect(started).toEqual({
      ok: false,
      fault: fault('serve.port-taken', { protocol: 'tcp', ...taken }),
    });
    expect(await isUdpFree(udp)).toBe(true);
  });

  it('leave no listener when a later endpoint cannot be had', async () => {
    const taken = await takeTcpPort();
    const probe = await takeTcpPort();
    const free = { address: '127.0.0.2', port: probe.port };
    const started = await startServers({ ...base, control: { ...memory, listen: [free, taken] } });
    expect(started.ok).toBe(false);
    await start({ control: { ...memory, listen: [free] } });
  });

  it('free their ports when they close', async () => {
    const servers = await start({ control: memory, relay });
    const [control, udp] = [endpointOf(servers), servers.relayEndpoints[0] ?? loopback];
    const { client } = await create(control, new TestDevice(), makeParty());
    await servers.close();
    expect((await client.closed).code).toBe(1001);
    expect(await isUdpFree(udp)).toBe(true);
    await start({ control: { ...memory, listen: [control] } });
  });
});

describe('a relay alone', () => {
  it('registers with its control server and serves its parties', async () => {
    const secret = 'shared';
    const control = await start({ control: memory, relaySecret: secret });
    const url = `ws://${formatEndpoint(endpointOf(control))}`;
    const { client } = await create(endpointOf(control), new TestDevice(), makeParty());
    const keyPath = joinPath(directory, 'relay.key');
    const lone = await start({ relay: { ...relay, keyPath, id: 'far' }, register: { url, secret } });
    const { relays, chosen } = await client.next('relay.list');
    expect(chosen).toBe('far');
    expect(relays).toMatchObject([{ id: 'far', publicKey: lone.relayPublicKey, endpoints: [] }]);
  });

  it('starts before its control server and registers once that is there', async () => {
    const secret = 'shared';
    const first = await start({ control: memory });
    const place = endpointOf(first);
    await first.close();
    await start({ relay, register: { url: `ws://${formatEndpoint(place)}`, secret } });
    await start({ control: { ...memory, listen: [place] }, relaySecret: secret });
    const { client } = await create(place, new TestDevice(), makeParty());
    expect((await client.next('relay.list')).relays).toHaveLength(1);
  });

  it('answers for its health on a port of its own, and takes nothing else there', async () => {
    const register = { url: 'ws://127.0.0.1:1', secret: 'shared' };
    const [at = loopback] = (await start({ relay, register, health: { listen: [loopback] } }))
      .healthEndpoints;
    const health = await fetch(`http://${formatEndpoint(at)}/health`);
    expect([health.status, await health.text()]).toEqual([200, 'ok']);
    const [error] = (await once(new WebSocket(`ws://${formatEndpoint(at)}`), 'error')) as [Error];
    expect(error.message).toContain('404');
  });

  it('is not left running where its health port is taken', async () => {
    const udp = await freeUdpPort();
    const taken = await takeTcpPort();
    const register = { url: 'ws://127.0.0.1:1', secret: 'shared' };
    const health = { listen: [taken] };
    const started = await startServers({ ...base, relay: { ...relay, listen: [udp] }, register, health });
    expect(started).toMatchObject({ ok: false, fault: { code: 'serve.port-taken' } });
    expect(await isUdpFree(udp)).toBe(true);
  });

  it('keeps its key in a file of its owner only', async () => {
    const keyPath = joinPath(directory, 'relay.key');
    const register = { url: 'ws://127.0.0.1:1', secret: 'shared' };
    const first = await start({ relay: { ...relay, keyPath }, register });
    await first.close();
    const second = await start({ relay: { ...relay, keyPath }, register });
    expect(second.relayPublicKey).toBe(first.relayPublicKey);
    expect((await stat(keyPath)).mode & 0o777).toBe(0o600);
    expect((await readFile(keyPath, 'utf8')).trim()).toHaveLength(44);
  });

  it('does not start over a file that holds no key', async () => {
    const keyPath = joinPath(directory, 'relay.key');
    await writeFile(keyPath, 'hello', { mode: 0o600 });
    const started = await startServers({
      ...base,
      relay: { ...relay, keyPath },
      register: { url: 'ws://127.0.0.1:1', secret: 'shared' },
    });
    expect(started).toMatchObject({ ok: false, fault: { code: 'keys.unreadable', args: { path: keyPath } } });
  });
});

describe('starting the servers', () => {
  it('fails without the secret that it needs', async () => {
    const missing = { ok: false, fault: fault('serve.secret-missing', {}) };
    expect(await startServers({ ...base, relay })).toEqual(missing);
    const register = { url: 'ws://127.0.0.1:1', secret: '' };
    expect(await startServers({ ...base, relay, register })).toEqual(missing);
    expect(await startServers({ ...base, control: memory, relaySecret: '' })).toEqual(missing);
  });

  it('fails on an address that is not of this machine', async () => {
    const listen = [{ address: '203.0.113.77', port: 0 }];
    expect(await startServers({ ...base, control: { ...memory, listen } })).toEqual({
      ok: false,
      fault: fault('serve.address-unavailable', { address: '203.0.113.77' }),
    });
  });

  it('fails on an address to register with that is none', async () => {
    const register = { url: 'play.example.org', secret: 'shared' };
    expect(await startServers({ ...base, relay, register })).toMatchObject({
      fault: { code: 'control.unreachable' },
    });
  });

  it('fails on a certificate that is none', async () => {
    const tls = { cert: 'nothing', key: 'nothing' };
    expect(await startServers({ ...base, control: { ...memory, tls } })).toMatchObject({
      fault: { code: 'serve.tls-invalid' },
    });
  });

  it('with a certificate serves over TLS only', async () => {
    const tls = makeSelfSigned();
    const endpoint = endpointOf(await start({ control: { ...memory, tls } }));
    const socket = new WebSocket(`wss://${formatEndpoint(endpoint)}`, { ca: tls.cert });
    const [frame] = (await once(socket, 'message')) as [Buffer];
    expect(JSON.parse(frame.toString())).toMatchObject({ type: 'challenge' });
    socket.close();
    await once(socket, 'close');
    await expect(fetch(`http://${formatEndpoint(endpoint)}/health`)).rejects.toThrow();
  });

  it('fails where the database cannot be written', async () => {
    const databasePath = joinPath(directory, 'missing', 'control.db');
    const started = await startServers({ ...base, control: { ...memory, databasePath } });
    expect(started).toMatchObject({ ok: false, fault: { code: 'storage.unwritable' } });
  });

  it('listens on IPv4 and IPv6 under one port', async () => {
    const first = endpointOf(
      await start({ control: { ...memory, listen: [{ address: '0.0.0.0', port: 0 }] } }),
    );
    await start({ control: { ...memory, listen: [{ address: '::', port: first.port }] } });
    for (const host of ['127.0.0.1', '[::1]']) {
      expect((await fetch(`http://${host}:${first.port}/health`)).status).toBe(200);
    }
  });
});

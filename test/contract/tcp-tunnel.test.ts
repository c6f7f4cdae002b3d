import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { expect, it, onTestFinished, vi } from 'vitest';
import { WebSocket } from 'ws';
import { systemClock } from '../../main/base/clock.ts';
import { tunnelUrls } from '../../main/engine/path/mesh/relays/tcp-fallback.ts';
import { TcpPipe } from '../../main/engine/path/run/tcp-pipe.ts';
import { formatEndpoint, parseEndpoint } from '../../shared/address.ts';
import type { RelayInfo } from '../../shared/control/messages.ts';
import { recordingLog } from '../mocks/recording-log.ts';
import { createInitiator, transportData } from '../unit/wireguard/initiator.ts';
import { create, makeParty, TestDevice } from './control-client.ts';
import { endpointOf, loopback, start } from './control-server.ts';
import { makeSelfSigned } from './self-signed.ts';

const control = { listen: [loopback], databasePath: ':memory:' };
const relay = { listen: [loopback], keyPath: null, publicEndpoints: [] };

/** A member of a new party, whose WireGuard key is one that can shake hands. */
async function makeMember(endpoint: ReturnType<typeof endpointOf>) {
  const privateKey = crypto.getRandomValues(new Uint8Array(32));
  const device = new TestDevice();
  device.wireguardSecret = privateKey;
  const { joined } = await create(endpoint, device, makeParty());
  const [info] = joined.relays;
  if (info === undefined) throw new Error('the party has no relay');
  return { privateKey, info };
}

/** Shakes hands with a relay through a pipe, as WireGuard does. @returns whether the relay answered. */
async function registers(pipe: TcpPipe, privateKey: Uint8Array, info: RelayInfo): Promise<boolean> {
  const socket = createSocket('udp4');
  await new Promise<void>((done) => socket.bind(0, '127.0.0.1', done));
  onTestFinished(() => void socket.close());
  const { port } = parseEndpoint(pipe.endpoint) ?? { port: 0 };
  const initiator = createInitiator(privateKey, new Uint8Array(Buffer.from(info.publicKey, 'base64')));
  const initiation = initiator.initiate({ index: 1, time: 1 });
  const answer = once(socket, 'message');
  socket.send(initiation.datagram, port, '127.0.0.1');
  const [response] = await answer;
  socket.send(transportData(initiator.finish(initiation, response), 0), port, '127.0.0.1');
  return response.length === 92;
}

async function openPipe(info: RelayInfo, server: string): Promise<TcpPipe> {
  const urls = tunnelUrls(info.tcp ?? [], [server], '127.0.0.1');
  const opened = await TcpPipe.open({ urls, clock: systemClock, log: recordingLog() });
  if (!opened.ok) throw new Error(JSON.stringify(opened.fault));
  onTestFinished(() => opened.value.close());
  return opened.value;
}

it('a member reaches the relay beside its control server through that one’s listener', async () => {
  const servers = await start({ control, relay });
  const { privateKey, info } = await makeMember(endpointOf(servers));
  const pipe = await openPipe(info, `ws://${formatEndpoint(endpointOf(servers))}`);
  expect(await registers(pipe, privateKey, info)).toBe(true);
});

it('the tunnel has the control server’s TLS', async () => {
  const tls = makeSelfSigned();
  const servers = await start({ control: { ...control, tls }, relay });
  const before = getCACertificates('default');
  setDefaultCACertificates([...before, tls.cert]);
  onTestFinished(() => setDefaultCACertificates(before));
  const info: RelayInfo = { id: 'r', publicKey: '', port: 0, endpoints: [], probe: null, tcp: ['/relay'] };
  const pipe = await openPipe(info, `wss://${formatEndpoint(endpointOf(servers))}`);
  expect(pipe.state).toBe('up');
});

it('a member reaches a relay of another process through its own listener', async () => {
  const relaySecret = 'the secret of the relays';
  const servers = await start({ control, relaySecret });
  const url = `ws://${formatEndpoint(endpointOf(servers))}`;
  const lone = await start({
    relay: {
      ...relay,
      publicEndpoints: [{ ...loopback, port: 3478 }],
      tcp: { listen: [loopback], publicUrls: [] },
    },
    register: { url, secret: relaySecret },
  });
  expect(lone.tunnelEndpoints).toHaveLength(1);
  await vi.waitFor(async () => {
    const { privateKey, info } = await makeMember(endpointOf(servers));
    expect(info.tcp).toEqual([`ws://${formatEndpoint(lone.tunnelEndpoints[0] ?? loopback)}/relay`]);
    const pipe = await openPipe(info, url);
    expect(await registers(pipe, privateKey, info)).toBe(true);
  });
});

it('where there is no relay, the path of tunnels is an ordinary path of the control server', async () => {
  const servers = await start({ control });
  const socket = new WebSocket(`ws://${formatEndpoint(endpointOf(servers))}/relay`);
  onTestFinished(() => socket.terminate());
  const [hello] = await once(socket, 'message');
  expect(JSON.parse(String(hello))).toMatchObject({ type: 'challenge' });
});

it('servers close at once though a tunnel is open', async () => {
  const servers = await start({ control, relay });
  const socket = new WebSocket(`ws://${formatEndpoint(endpointOf(servers))}/relay`);
  const closed = once(socket, 'close');
  await once(socket, 'open');
  const startedAt = performance.now();
  await servers.close();
  expect((await closed)[0]).toBe(1001);
  expect(performance.now() - startedAt).toBeLessThan(5_000);
});

it.each([
  ['/relay', 'ws://h:8667', ['ws://h:8667/relay']],
  ['/relay', 'wss://h/any/path', ['wss://h/relay']],
  ['wss://other/relay', 'ws://h:8667', ['wss://other/relay']],
  ['/admin', 'ws://h:8667', []],
  ['http://h/relay', 'ws://h:8667', []],
  ['wss://me:secret@h/relay', 'ws://h:8667', []],
  ['/relay?x', 'ws://h:8667', []],
])('a relay’s %s at %s is %j', (text, server, expected) => {
  expect(tunnelUrls([text], [server], 'h')).toEqual(expected);
});

import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../../main/base/clock.ts';
import { type RunningRelay, startRelay } from '../../../../main/servers/relay/start-relay.ts';
import type { Endpoint } from '../../../../shared/address.ts';
import { BINDING_REQUEST, decodeStun, encodeStun } from '../../../../shared/stun/message.ts';
import { decodeXorAddress } from '../../../../shared/stun/xor-address.ts';
import { recordingLog } from '../../../mocks/recording-log.ts';
import { createInitiator, transportData } from '../../wireguard/initiator.ts';
import { seededRandom } from './relay-bench.ts';

const PRIVATE_KEY = Buffer.alloc(32, 7).toString('base64');
const V4 = { address: '127.0.0.1', port: 0 };
const V6 = { address: '::1', port: 0 };

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

function start(...listen: Endpoint[]) {
  return startRelay({ listen, privateKey: PRIVATE_KEY, clock: systemClock, log: recordingLog() });
}

async function running(...listen: Endpoint[]): Promise<RunningRelay> {
  const started = await start(...listen);
  if (!started.ok) throw new Error(started.fault.code);
  closers.push(() => started.value.close());
  return started.value;
}

/** A socket of loopback that talks with one endpoint. */
async function talker(to: Endpoint) {
  const six = to.address.includes(':');
  const socket: Socket = createSocket(six ? 'udp6' : 'udp4');
  await new Promise<void>((done) => socket.bind(0, six ? '::1' : '127.0.0.1', done));
  closers.push(() => {
    socket.close();
  });
  const send = (datagram: Uint8Array) => socket.send(datagram, to.port, to.address);
  const next = async (): Promise<Buffer> => (await once(socket, 'message'))[0];
  const ask = async (datagram: Uint8Array) => {
    send(datagram);
    return next();
  };
  return { send, next, ask, port: socket.address().port };
}

/** Registers a key from a socket of its own. */
async function registered(relay: RunningRelay, at: Endpoint, seed: number) {
  const privateKey = seededRandom(seed)(32);
  const initiator = createInitiator(privateKey, new Uint8Array(Buffer.from(relay.publicKey, 'base64')));
  const socket = await talker(at);
  const register = async () => {
    const initiation = initiator.initiate({ index: 1, time: seed });
    const session = initiator.finish(initiation, await socket.ask(initiation.datagram));
    socket.send(transportData(session, 0));
  };
  return { ...socket, privateKey, key: initiator.key, publicKey: initiator.publicKey, register };
}

function endpointOf(relay: RunningRelay, n: number): Endpoint {
  const endpoint = relay.endpoints[n];
  if (endpoint === undefined) throw new Error('no such endpoint');
  return endpoint;
}

describe('startRelay', () => {
  it('says where it is bound, in the order asked', async () => {
    const relay = await running(V6, V4, V4);
    expect(relay.endpoints.map(({ address }) => address)).toEqual(['::1', '127.0.0.1', '127.0.0.1']);
    expect(new Set(relay.endpoints.map(({ port }) => port)).has(0)).toBe(false);
  });

  it('carries packets between a client on IPv4 and one on IPv6', async () => {
    const relay = await running(V4, V6);
    const a = await registered(relay, endpointOf(relay, 0), 1);
    const b = await registered(relay, endpointOf(relay, 1), 2);
    relay.admit('party', [a.key, b.key]);
    await a.register();
    await b.register();
    const { datagram } = createInitiator(a.privateKey, b.publicKey).initiate({ index: 77, time: 1 });
    const [arrived] = await Promise.all([b.next(), a.send(datagram)]);
    expect(new Uint8Array(arrived)).toEqual(datagram);
    expect(relay.stats()).toMatchObject({ clients: 2, forwardedPackets: 1, forwardedBytes: 148 });
  });

  it('answers STUN on the same port', async () => {
    const relay = await running(V4);
    const client = await talker(endpointOf(relay, 0));
    const transactionId = new Uint8Array(12).fill(3);
    const answer = decodeStun(
      await client.ask(encodeStun({ type: BINDING_REQUEST, transactionId, attributes: [] })),
    );
    expect(decodeXorAddress(answer?.attributes[0]?.value ?? new Uint8Array(), transactionId)).toEqual({
      address: '127.0.0.1',
      port: client.port,
    });
  });

  it('binds the wildcards of both families to one port', async () => {
    const relay = await running({ address: '0.0.0.0', port: 0 });
    const { port } = endpointOf(relay, 0);
    const other = await running({ address: '::', port });
    expect(other.endpoints).toEqual([{ address: '::', port }]);
  });

  it('names a port that is taken, and leaves none of the others bound', async () => {
    const relay = await running(V4);
    const free = endpointOf(await running(V4), 0);
    await closers.pop()?.();
    const taken = endpointOf(relay, 0);
    const expected = { code: 'serve.port-taken', args: { protocol: 'udp', ...taken } };
    expect(await start(free, taken)).toEqual({ ok: false, fault: expected });
    await running(free);
  });

  it('names an address that this machine does not have', async () => {
    const address = '203.0.113.77';
    const expected = { code: 'serve.address-unavailable', args: { address } };
    expect(await start({ address, port: 0 })).toEqual({ ok: false, fault: expected });
  });

  it('frees its ports when it is closed', async () => {
    const first = await running(V4);
    const endpoint = endpointOf(first, 0);
    await closers.pop()?.();
    expect((await running(endpoint)).endpoints).toEqual([endpoint]);
  });
});

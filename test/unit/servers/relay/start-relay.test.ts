import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../../main/base/clock.ts';
import {
  type RelayOptions,
  type RunningRelay,
  startRelay,
} from '../../../../main/servers/relay/start-relay.ts';
import type { Endpoint } from '../../../../shared/address.ts';
import { decodeAddress } from '../../../../shared/stun/mapped-address.ts';
import {
  BINDING_ERROR,
  BINDING_REQUEST,
  BINDING_SUCCESS,
  decodeStun,
  encodeStun,
  stunAttribute,
} from '../../../../shared/stun/message.ts';
import { decodeXorAddress } from '../../../../shared/stun/xor-address.ts';
import { recordingLog } from '../../../mocks/recording-log.ts';
import { createInitiator, transportData } from '../../wireguard/initiator.ts';
import { seededRandom } from './relay-bench.ts';

const PRIVATE_KEY = Buffer.alloc(32, 7).toString('base64');
const V4 = { address: '127.0.0.1', port: 0 };
const V6 = { address: '::1', port: 0 };
/** Another address of the loopback interface. */
const OTHER_V4 = { address: '127.0.0.2', port: 0 };
const PROBE_KEY = Buffer.alloc(32, 8).toString('base64');

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

const base = { privateKey: PRIVATE_KEY, clock: systemClock, log: recordingLog() };

function start(...listen: Endpoint[]) {
  return startRelay({ ...base, listen });
}

function running(...listen: Endpoint[]): Promise<RunningRelay> {
  return runningWith({ listen });
}

async function runningWith(options: Pick<RelayOptions, 'listen' | 'probe' | 'publicAddresses'>) {
  const started = await startRelay({ ...base, ...options });
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
  const sendTo = (datagram: Uint8Array, { address, port }: Endpoint) => socket.send(datagram, port, address);
  const send = (datagram: Uint8Array) => sendTo(datagram, to);
  const nextFrom = async (): Promise<{ datagram: Buffer; from: Endpoint }> => {
    const [datagram, { address, port }] = await once(socket, 'message');
    return { datagram, from: { address, port } };
  };
  const next = async (): Promise<Buffer> => (await nextFrom()).datagram;
  const ask = async (datagram: Uint8Array) => {
    send(datagram);
    return next();
  };
  return { send, sendTo, next, nextFrom, ask, port: socket.address().port };
}

/** Sends a binding request, with room for any answer; returns from where it was answered, and the answer. */
async function askStun(client: Awaited<ReturnType<typeof talker>>, flags: number) {
  const datagram = encodeStun({
    type: BINDING_REQUEST,
    transactionId: new Uint8Array(12),
    attributes: [
      ...(flags === 0 ? [] : [{ type: stunAttribute.changeRequest, value: Uint8Array.of(0, 0, 0, flags) }]),
      { type: stunAttribute.padding, value: new Uint8Array(80) },
    ],
  });
  const [arrived] = await Promise.all([client.nextFrom(), client.send(datagram)]);
  const answer = decodeStun(arrived.datagram);
  const other = answer?.attributes.find(({ type }) => type === stunAttribute.otherAddress)?.value;
  return { type: answer?.type, from: arrived.from, other: other === undefined ? null : decodeAddress(other) };
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

describe('startRelay with a probe', () => {
  const probe = { listen: [OTHER_V4], privateKey: PROBE_KEY, required: true };

  it('tells from where each of the two sees the same socket', async () => {
    const relay = await runningWith({ listen: [V4], probe });
    const [privateKey, client] = [seededRandom(1)(32), await talker(endpointOf(relay, 0))];
    const initiators = [relay, relay.probe].map((identity) =>
      createInitiator(privateKey, new Uint8Array(Buffer.from(identity?.publicKey ?? '', 'base64'))),
    );
    const key = initiators[0]?.key ?? '';
    relay.admit('party', [key]);
    const seen: unknown[][] = [];
    const stop = relay.onObserved((...what) => seen.push(what));
    const targets = [endpointOf(relay, 0), relay.probe?.endpoints[0] ?? V4];
    for (const [n, target] of targets.entries()) {
      const initiation = initiators[n]?.initiate({ index: 1, time: 1 });
      const [response] = await Promise.all([
        client.next(),
        client.sendTo(initiation?.datagram ?? new Uint8Array(), target),
      ]);
      expect(response.length).toBe(92);
    }
    const at = `127.0.0.1:${client.port}`;
    expect(seen).toEqual([
      [key, at, 'main'],
      [key, at, 'probe'],
    ]);
    stop();
    client.sendTo(
      initiators[1]?.initiate({ index: 1, time: 2 }).datagram ?? new Uint8Array(),
      targets[1] ?? V4,
    );
    await client.next();
    expect(seen).toHaveLength(2);
  });

  it('does without one that is not required, and starts nothing without one that is', async () => {
    const taken = endpointOf(await running(V4), 0);
    const relay = await runningWith({ listen: [V4], probe: { ...probe, listen: [taken], required: false } });
    expect(relay.probe).toBeNull();
    const free = endpointOf(relay, 0);
    await closers.pop()?.();
    expect(await startRelay({ ...base, listen: [free], probe: { ...probe, listen: [taken] } })).toEqual({
      ok: false,
      fault: { code: 'serve.port-taken', args: { protocol: 'udp', ...taken } },
    });
    await running(free);
  });

  it('answers STUN from another address, port or both, where clients know two addresses', async () => {
    const relay = await runningWith({ listen: [V4], probe, publicAddresses: ['127.0.0.1', '127.0.0.2'] });
    const [one, two] = [endpointOf(relay, 0), relay.probe?.endpoints[0] ?? V4];
    const client = await talker(one);
    const answers = [
      await askStun(client, 0),
      await askStun(client, 2),
      await askStun(client, 4),
      await askStun(client, 6),
    ];
    expect(answers.map(({ type }) => type)).toEqual(answers.map(() => BINDING_SUCCESS));
    expect(answers.map(({ from }) => from)).toEqual([
      one,
      { address: one.address, port: two.port },
      { address: two.address, port: one.port },
      two,
    ]);
    expect(answers.map(({ other }) => other)).toEqual([two, two, two, two]);
  });

  it.each([
    ['with one address', { ...probe, listen: [V4] }, ['127.0.0.1']],
    ['where its addresses are not the public ones', probe, ['203.0.113.10', '203.0.113.11']],
    ['where its addresses are unknown', probe, []],
  ])('offers no such thing %s', async (_case, itsProbe, publicAddresses) => {
    const relay = await runningWith({ listen: [V4], probe: itsProbe, publicAddresses });
    const client = await talker(endpointOf(relay, 0));
    expect(await askStun(client, 0)).toMatchObject({ type: BINDING_SUCCESS, other: null });
    expect(await askStun(client, 6)).toMatchObject({ type: BINDING_ERROR });
  });
});

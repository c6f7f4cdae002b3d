import { describe, expect, it } from 'vitest';
import { FIRST_TUNNEL_SOCKET, type Source } from '../../../../main/servers/relay/client.ts';
import { BINDING_REQUEST, encodeStun } from '../../../../shared/stun/message.ts';
import { createInitiator, transportData } from '../../wireguard/initiator.ts';
import { createBench, initiationTo, message, source, type TestClient } from './relay-bench.ts';

const home = source('198.51.100.1', 40001);
/** The same client as the probe sees it, through a NAT that maps by destination. */
const homeAtProbe = source('198.51.100.1', 40099, 1);

function scene(limits = {}) {
  const bench = createBench(limits);
  const client = bench.client(11, home);
  bench.core.admit('party', [client.key]);
  const probeKey = bench.core.probePublicKey ?? new Uint8Array(32);
  const initiatorOf = ({ privateKey }: TestClient) => createInitiator(privateKey, probeKey);
  const ask = (datagram: Uint8Array, from: Source = homeAtProbe) =>
    bench.core.receiveAtProbe(datagram, from, bench.nowMs);
  const initiate = (who: TestClient, time: number) => initiatorOf(who).initiate({ index: 9, time });
  return { bench, client, initiatorOf, ask, initiate };
}

describe('what the relay observes', () => {
  it('is where a client registers, and where it moves', () => {
    const { bench, client } = scene();
    bench.register(client);
    bench.receive(bench.keepalive(client), source('2001:db8::7', 5));
    expect(bench.seen).toEqual([
      { key: client.key, at: '198.51.100.1:40001', via: 'main' },
      { key: client.key, at: '[2001:db8::7]:5', via: 'main' },
    ]);
  });

  it('is said once while nothing changes', () => {
    const { bench, client } = scene();
    bench.register(client);
    bench.register(client);
    bench.receive(bench.keepalive(client), home);
    expect(bench.seen).toHaveLength(1);
  });

  it('is nothing of keys that are not admitted, nor of replayed or forged handshakes', () => {
    const { bench, client, ask, initiate } = scene();
    const outsider = bench.client(12, home);
    bench.handshake(outsider);
    ask(initiate(outsider, 1).datagram);
    const recorded = initiate(client, 5).datagram;
    ask(recorded);
    ask(recorded, source('203.0.113.66', 6));
    const forged = initiate(client, 6).datagram;
    forged[90] = (forged[90] ?? 0) ^ 1;
    createInitiator(client.privateKey, bench.core.probePublicKey ?? new Uint8Array(32)).sign(forged);
    ask(forged, source('203.0.113.66', 6));
    expect(bench.seen).toEqual([{ key: client.key, at: '198.51.100.1:40099', via: 'probe' }]);
    expect(bench.core.stats().drops).toMatchObject({ 'not-admitted': 2, replayed: 1, forged: 1 });
  });

  it('is not an address that another client is registered at, until a packet proves it', () => {
    const { bench, client } = scene();
    const other = bench.client(13, home);
    bench.core.admit('party', [client.key, other.key]);
    bench.register(client);
    bench.handshake(other);
    expect(bench.seen).toHaveLength(1);
    bench.receive(bench.keepalive(other), home);
    expect(bench.seen.at(-1)).toMatchObject({ key: other.key });
  });

  it('is nothing of a client behind a TCP tunnel, whose port says nothing of its UDP mapping', () => {
    const { bench, client } = scene();
    client.at = source('198.51.100.1', 443, FIRST_TUNNEL_SOCKET);
    bench.register(client);
    expect(bench.seen).toEqual([]);
  });
});

describe('the probe of a relay', () => {
  it('answers an admitted key with a response that a paper-made initiator accepts', () => {
    const { bench, client, initiatorOf, ask, initiate } = scene();
    const initiation = initiate(client, 1);
    const out = ask(initiation.datagram);
    expect(out?.to).toEqual(homeAtProbe);
    expect(() => initiatorOf(client).finish(initiation, out?.datagram ?? new Uint8Array())).not.toThrow();
    expect(bench.core.stats()).toMatchObject({ probed: 1, handshakes: 0, clients: 0 });
  });

  it('takes the handshake that WireGuard began at the same moment as that with the relay', () => {
    const { bench, client, ask, initiate } = scene();
    const atRelay = client.initiator.initiate({ index: 8, time: 100 });
    expect(bench.receive(atRelay.datagram, home)).not.toBeNull();
    expect(ask(initiate(client, 100).datagram)).not.toBeNull();
  });

  it('moves no client: its packets still go to where the relay itself saw it', () => {
    const { bench, client, ask, initiate } = scene();
    bench.register(client);
    ask(initiate(client, 1).datagram);
    expect(bench.placeOf(client)).toEqual(home);
  });

  it('forwards nothing, takes no data and does not answer for the relay', () => {
    const { bench, client, initiatorOf, ask, initiate } = scene();
    const fellow = bench.client(12, source('198.51.100.2', 2));
    bench.core.admit('party', [client.key, fellow.key]);
    bench.register(client);
    bench.register(fellow);
    const initiation = initiate(client, 1);
    const response = ask(initiation.datagram)?.datagram ?? new Uint8Array();
    const session = initiatorOf(client).finish(initiation, response);
    for (const datagram of [
      transportData(session, 0),
      initiationTo(client, fellow, 100).datagram,
      client.initiation().datagram,
      message(2, { sender: 1, receiver: 100 }),
      message(3, { receiver: 100 }),
      message(4, { receiver: 100 }),
    ]) {
      expect(ask(datagram, { ...home, socket: 1 })).toBeNull();
    }
    expect(bench.core.stats().forwardedPackets).toBe(0);
  });

  it('shares the relay’s budget of handshakes, and grants more for a cookie', () => {
    const { bench, client, initiatorOf, ask, initiate } = scene({ handshakesPerSecond: 1 });
    bench.handshake(client);
    const initiation = initiate(client, 1);
    const reply = ask(initiation.datagram)?.datagram ?? new Uint8Array();
    const cookie = initiatorOf(client).openCookieReply(initiation, reply);
    const proved = initiatorOf(client).initiate({ index: 9, time: 2, cookie });
    expect(ask(proved.datagram)?.datagram.length).toBe(92);
    expect(ask(proved.datagram, source('198.51.100.7', 7, 1))?.datagram.length).toBe(64);
  });

  it('answers STUN, and nothing to a source port of zero', () => {
    const { ask, client, initiate } = scene();
    const transactionId = new Uint8Array(12);
    const request = encodeStun({ type: BINDING_REQUEST, transactionId, attributes: [] });
    expect(ask(request)?.to).toEqual(homeAtProbe);
    const nowhere = source('198.51.100.1', 0, 1);
    expect([ask(request, nowhere), ask(initiate(client, 1).datagram, nowhere)]).toEqual([null, null]);
  });
});

import { x25519 } from '@noble/curves/ed25519.js';
import { describe, expect, it } from 'vitest';
import { transportData } from '../../wireguard/initiator.ts';
import { createBench, RELAY_PRIVATE_KEY, source } from './relay-bench.ts';

const home = source('198.51.100.1', 40001);
const cafe = source('198.51.100.2', 40002);

describe('registration at the relay', () => {
  it('answers an admitted key with a response that a paper-made initiator accepts', () => {
    const bench = createBench();
    const client = bench.client(11, home);
    bench.core.admit('party', [client.key]);
    const out = bench.handshake(client);
    expect(out?.to).toEqual(home);
    expect(client.session).not.toBeNull();
    expect(bench.core.stats()).toMatchObject({ clients: 1, handshakes: 1 });
  });

  it('has the public key that belongs to its private key', () => {
    expect(createBench().core.publicKey).toEqual(x25519.getPublicKey(RELAY_PRIVATE_KEY));
  });

  it('is silent to a key that nobody admitted, and to one whose party is gone', () => {
    const bench = createBench();
    const client = bench.client(11, home);
    expect(bench.handshake(client)).toBeNull();
    bench.core.admit('party', [client.key]);
    bench.register(client);
    bench.core.admit('party', []);
    bench.receive(bench.keepalive(client), home);
    expect(bench.core.stats().clients).toBe(0);
    expect(bench.handshake(client)).toBeNull();
    expect(bench.core.stats().drops['not-admitted']).toBe(2);
  });

  it('is silent to a source port of zero, to which nothing can be sent', () => {
    const bench = createBench();
    const client = bench.client(11, source('198.51.100.1', 0));
    bench.core.admit('party', [client.key]);
    expect(bench.handshake(client)).toBeNull();
  });

  it('chooses another index for every session', () => {
    const bench = createBench();
    const client = bench.client(11, home);
    bench.core.admit('party', [client.key]);
    const indices = new Set<number | undefined>();
    for (let n = 0; n < 20; n++) {
      bench.handshake(client);
      indices.add(client.session?.remoteIndex);
    }
    expect(indices.size).toBe(20);
  });

  it.each([
    ['ephemeral', 8],
    ['static', 40],
    ['timestamp', 88],
  ])('drops an initiation whose %s was changed, though its mac1 was made anew', (_field, offset) => {
    const bench = createBench();
    const client = bench.client(11, home);
    bench.core.admit('party', [client.key]);
    const forged = client.initiation().datagram;
    forged[offset] = (forged[offset] ?? 0) ^ 1;
    client.initiator.sign(forged);
    expect(bench.receive(forged, home)).toBeNull();
    expect(bench.core.stats()).toMatchObject({ clients: 0, drops: { forged: 1 } });
  });

  it('drops an initiation whose ephemeral is a point of low order', () => {
    const bench = createBench();
    const client = bench.client(11, home);
    bench.core.admit('party', [client.key]);
    const forged = client.initiation().datagram.fill(0, 8, 40);
    client.initiator.sign(forged);
    expect(bench.receive(forged, home)).toBeNull();
    expect(bench.core.stats().drops.forged).toBe(1);
  });

  it('drops a replayed initiation, also from elsewhere and after the client came back', () => {
    const bench = createBench();
    const client = bench.client(11, home);
    bench.core.admit('party', [client.key]);
    const recorded = client.initiation().datagram;
    expect(bench.receive(recorded, home)).not.toBeNull();
    expect(bench.receive(recorded, home)).toBeNull();
    expect(bench.receive(recorded, cafe)).toBeNull();
    bench.core.admit('party', []);
    bench.core.admit('party', [client.key]);
    expect(bench.receive(recorded, cafe)).toBeNull();
    expect(bench.core.stats().drops.replayed).toBe(3);
  });

  it('takes a newer handshake of the same second', () => {
    const bench = createBench();
    const client = bench.client(11, home);
    bench.core.admit('party', [client.key]);
    const at = (time: number) => client.initiator.initiate({ index: 5, time }).datagram;
    const counts = [100.25, 100.125, 100.5].map((time) => {
      bench.receive(at(time), home);
      return bench.core.stats().handshakes;
    });
    expect(counts).toEqual([1, 1, 2]);
  });

  it('remembers the latest handshakes up to its limit', () => {
    const bench = createBench({ timestamps: 2 });
    const [a, b, c] = [bench.client(1, home), bench.client(2, home), bench.client(3, home)];
    bench.core.admit('party', [a.key, b.key, c.key]);
    const handshake = (client: typeof a) => {
      const { datagram } = client.initiation();
      bench.receive(datagram, home);
      return datagram;
    };
    handshake(a);
    const lastOfB = handshake(b);
    const lastOfA = handshake(a);
    const lastOfC = handshake(c);
    const taken = [lastOfA, lastOfC, lastOfB].map((datagram) => bench.receive(datagram, home) !== null);
    expect(taken).toEqual([false, false, true]);
  });

  it('forgets the address of a client 180 s after its last handshake', () => {
    const bench = createBench();
    const client = bench.client(11, home);
    bench.core.admit('party', [client.key]);
    bench.register(client);
    bench.nowMs = 179_999;
    bench.core.sweep(bench.nowMs);
    expect(bench.core.stats().clients).toBe(1);
    bench.nowMs = 180_000;
    bench.core.sweep(bench.nowMs);
    expect(bench.core.stats().clients).toBe(0);
    bench.receive(bench.keepalive(client), home);
    expect(bench.core.stats().clients).toBe(0);
  });
});

describe('roaming', () => {
  it('moves a client at once to where an authentic keepalive came from', () => {
    const bench = createBench();
    const client = bench.client(11, home);
    bench.core.admit('party', [client.key]);
    bench.register(client);
    expect(bench.receive(bench.keepalive(client), cafe)).toBeNull();
    expect(bench.placeOf(client)).toEqual(cafe);
  });

  it('moves nobody for a keepalive of a session that is 180 s old', () => {
    const bench = createBench();
    const client = bench.client(11, home);
    bench.core.admit('party', [client.key]);
    bench.register(client);
    bench.nowMs = 180_000;
    bench.receive(bench.keepalive(client), cafe);
    expect(bench.placeOf(client)).toEqual(home);
  });

  it('tells apart clients with one address and port at two sockets', () => {
    const bench = createBench();
    const [a, b] = [bench.client(11, home), bench.client(12, { ...home, socket: 1 })];
    bench.core.admit('party', [a.key, b.key]);
    bench.register(a);
    bench.register(b);
    expect([bench.placeOf(a), bench.placeOf(b)]).toEqual([a.at, b.at]);
  });

  it('moves nobody for a forged, replayed or truncated keepalive', () => {
    const bench = createBench();
    const client = bench.client(11, home);
    bench.core.admit('party', [client.key]);
    bench.register(client);
    const keepalive = bench.keepalive(client);
    const forged = keepalive.slice();
    forged[20] = (forged[20] ?? 0) ^ 1;
    bench.receive(forged, cafe);
    bench.receive(keepalive.subarray(0, 31), cafe);
    bench.receive(keepalive, home);
    bench.receive(keepalive, cafe);
    expect(bench.placeOf(client)).toEqual(home);
    expect(bench.core.stats().drops).toMatchObject({ forged: 1, replayed: 1, 'not-a-message': 1 });
  });

  it('keeps the previous session, but no older one, when a new one is in use', () => {
    const bench = createBench();
    const client = bench.client(11, home);
    bench.core.admit('party', [client.key]);
    const sessions = [1, 2, 3].map(() => {
      bench.register(client);
      if (client.session === null) throw new Error('no session');
      return client.session;
    });
    const [first, second, third] = sessions.map((session) => transportData(session, 9));
    if (first === undefined || second === undefined || third === undefined) throw new Error('three sessions');
    bench.receive(first, cafe);
    expect(bench.placeOf(client)).toEqual(home);
    bench.receive(second, cafe);
    expect(bench.placeOf(client)).toEqual(cafe);
    bench.receive(third, home);
    expect(bench.placeOf(client)).toEqual(home);
  });

  it('keeps the session in use while handshakes stay unconfirmed', () => {
    const bench = createBench();
    const client = bench.client(11, home);
    bench.core.admit('party', [client.key]);
    bench.register(client);
    const inUse = client.session;
    bench.handshake(client);
    const givenUp = client.session;
    bench.handshake(client);
    if (inUse === null || givenUp === null) throw new Error('no session');
    bench.receive(transportData(givenUp, 0), cafe);
    expect(bench.placeOf(client)).toEqual(home);
    bench.receive(transportData(inUse, 50), cafe);
    expect(bench.placeOf(client)).toEqual(cafe);
  });

  it('lets an initiation take no address that another client is registered at', () => {
    const bench = createBench();
    const [victim, thief] = [bench.client(11, home), bench.client(12, home)];
    bench.core.admit('party', [victim.key]);
    bench.core.admit('other', [thief.key]);
    bench.register(victim);
    expect(bench.handshake(thief)).not.toBeNull();
    expect(bench.placeOf(victim)).toEqual(home);
    expect(bench.placeOf(thief)).toBeNull();
  });

  it('gives an address to another client once that proves to receive there', () => {
    const bench = createBench();
    const [before, after] = [bench.client(11, home), bench.client(12, home)];
    bench.core.admit('party', [before.key, after.key]);
    bench.register(before);
    bench.register(after);
    expect(bench.placeOf(before)).toBeNull();
    expect(bench.placeOf(after)).toEqual(home);
  });
});

import { describe, expect, it } from 'vitest';
import { createBench, initiationTo, message, source, threeInTwoParties } from './relay-bench.ts';

const homeA = source('198.51.100.1', 40001);
const homeB = source('198.51.100.2', 40002);
const homeC = source('198.51.100.3', 40003);
const stranger = source('198.51.100.9', 40009);
const TTL_MS = 180_000;

describe('forwarding at the relay', () => {
  it('carries a handshake and data both ways, unchanged', () => {
    const { bench, a, b } = threeInTwoParties();
    const initiation = initiationTo(a, b, 100).datagram;
    expect(bench.receive(initiation, a.at)).toEqual({ datagram: initiation, to: homeB });
    const response = message(2, { sender: 200, receiver: 100 });
    expect(bench.receive(response, b.at)).toEqual({ datagram: response, to: homeA });
    const data = message(4, { receiver: 200 }, 1400);
    expect(bench.receive(data, a.at)).toEqual({ datagram: data, to: homeB });
    const reply = message(4, { receiver: 100 });
    expect(bench.receive(reply, b.at)).toEqual({ datagram: reply, to: homeA });
    expect(bench.core.stats()).toMatchObject({
      routes: 2,
      forwardedPackets: 4,
      forwardedBytes: 148 + 92 + 1432 + 32,
    });
  });

  it('carries a cookie reply back to the initiator', () => {
    const { bench, a, b } = threeInTwoParties();
    bench.receive(initiationTo(a, b, 100).datagram, a.at);
    expect(bench.receive(message(3, { receiver: 100 }), b.at)?.to).toEqual(homeA);
  });

  it('sends through the socket that the receiver registered at', () => {
    const bench = createBench();
    const [a, b] = [
      bench.client(1, source('2001:db8::1', 7, 1)),
      bench.client(2, source('198.51.100.2', 7, 0)),
    ];
    bench.core.admit('party', [a.key, b.key]);
    bench.register(a);
    bench.register(b);
    expect(bench.receive(initiationTo(a, b, 100).datagram, a.at)?.to).toEqual(b.at);
    expect(bench.receive(message(2, { sender: 200, receiver: 100 }), b.at)?.to).toEqual(a.at);
  });

  it('lets both sides initiate at once', () => {
    const { bench, a, b } = threeInTwoParties();
    bench.receive(initiationTo(a, b, 100).datagram, a.at);
    bench.receive(initiationTo(b, a, 300).datagram, b.at);
    expect(bench.receive(message(2, { sender: 200, receiver: 100 }), b.at)?.to).toEqual(homeA);
    expect(bench.receive(message(2, { sender: 400, receiver: 300 }), a.at)?.to).toEqual(homeB);
    expect(bench.receive(message(4, { receiver: 200 }), a.at)?.to).toEqual(homeB);
    expect(bench.receive(message(4, { receiver: 400 }), b.at)?.to).toEqual(homeA);
  });

  it('drops what comes from an address where nobody is registered', () => {
    const { bench, a, b, connect, drops } = threeInTwoParties();
    connect(a, b, 100, 200);
    for (const datagram of [
      initiationTo(a, b, 101).datagram,
      message(2, { sender: 1, receiver: 100 }),
      message(3, { receiver: 100 }),
      message(4, { receiver: 100 }),
      message(4, { receiver: 200 }),
    ]) {
      expect(bench.receive(datagram, stranger)).toBeNull();
    }
    expect(drops()['unknown-source']).toBe(5);
  });

  it('drops an initiation to somebody who shares no party, to an unregistered fellow and to oneself', () => {
    const { bench, a, c, drops } = threeInTwoParties();
    expect(bench.receive(initiationTo(a, c, 100).datagram, a.at)).toBeNull();
    const absent = bench.client(4, stranger);
    bench.core.admit('absent', [a.key, absent.key]);
    expect(bench.receive(initiationTo(a, absent, 101).datagram, a.at)).toBeNull();
    expect(bench.receive(initiationTo(a, a, 102).datagram, a.at)).toBeNull();
    expect(drops()['unknown-receiver']).toBe(3);
  });

  it('lets no third client use the indices of a pair', () => {
    const { bench, a, b, c, connect, drops } = threeInTwoParties();
    connect(a, b, 100, 200);
    expect(bench.receive(message(4, { receiver: 100 }), c.at)).toBeNull();
    expect(bench.receive(message(4, { receiver: 200 }), c.at)).toBeNull();
    expect(bench.receive(message(2, { sender: 5, receiver: 100 }), c.at)).toBeNull();
    expect(drops()['unknown-index']).toBe(3);
  });

  it('keeps equal indices of different pairs apart', () => {
    const { bench, a, b, c, connect } = threeInTwoParties();
    connect(a, b, 100, 200);
    connect(c, b, 300, 200);
    expect(bench.receive(message(4, { receiver: 200 }), a.at)?.to).toEqual(homeB);
    expect(bench.receive(message(4, { receiver: 200 }), c.at)?.to).toEqual(homeB);
    connect(b, c, 100, 100);
    expect(bench.receive(message(4, { receiver: 100 }), c.at)?.to).toEqual(homeB);
    expect(bench.receive(message(4, { receiver: 100 }), b.at)?.to).toEqual(homeA);
  });

  it('lets a client not take over an index that another of the receiver’s peers uses', () => {
    const { bench, a, b, c, connect, drops } = threeInTwoParties();
    connect(a, b, 100, 200);
    expect(connect(c, b, 100, 201)).toMatchObject({ there: null });
    expect(bench.receive(message(4, { receiver: 100 }), b.at)?.to).toEqual(homeA);
    expect(drops()['index-taken']).toBe(1);
    expect(connect(c, b, 101, 202).back?.to).toEqual(homeC);
  });

  it('lets a peer not take over the index of a client’s session with the relay', () => {
    const { bench, a, b, connect, drops } = threeInTwoParties();
    const index = b.session?.remoteIndex ?? 0;
    expect(connect(a, b, index, 200).there).toBeNull();
    expect(drops()['index-taken']).toBe(1);
    const cafe = source('198.51.100.77');
    bench.receive(bench.keepalive(b), cafe);
    expect(bench.placeOf(b)).toEqual(cafe);
  });

  it('forgets a route 180 s after its last use, and not before', () => {
    const { bench, a, b, connect } = threeInTwoParties();
    connect(a, b, 100, 200);
    bench.nowMs += TTL_MS - 1;
    expect(bench.receive(message(4, { receiver: 200 }), a.at)).not.toBeNull();
    bench.nowMs += TTL_MS - 1;
    expect(bench.receive(message(4, { receiver: 200 }), a.at)).not.toBeNull();
    expect(bench.receive(message(4, { receiver: 100 }), b.at)).toBeNull();
    bench.nowMs += TTL_MS;
    bench.core.sweep(bench.nowMs);
    expect(bench.core.stats().routes).toBe(0);
  });

  it('lets routes follow a client that roams or registers elsewhere', () => {
    const { bench, a, b, connect } = threeInTwoParties();
    connect(a, b, 100, 200);
    const cafe = source('198.51.100.77', 5);
    bench.receive(bench.keepalive(a), cafe);
    expect(bench.receive(message(4, { receiver: 100 }), b.at)?.to).toEqual(cafe);
    expect(bench.receive(message(4, { receiver: 200 }), cafe)?.to).toEqual(homeB);
    expect(bench.receive(message(4, { receiver: 200 }), homeA)).toBeNull();
    b.at = source('198.51.100.78', 6);
    bench.register(b);
    expect(bench.receive(message(4, { receiver: 200 }), cafe)?.to).toEqual(b.at);
  });

  it('parts a pair at once when it shares no party any more, and only then', () => {
    const { bench, a, b, c, connect, drops } = threeInTwoParties();
    connect(a, b, 100, 200);
    connect(c, b, 300, 400);
    bench.core.admit('second', [a.key, b.key]);
    bench.core.admit('ab', [b.key]);
    expect(bench.receive(message(4, { receiver: 200 }), a.at)?.to).toEqual(homeB);
    bench.core.admit('second', [a.key]);
    expect(bench.receive(message(4, { receiver: 200 }), a.at)).toBeNull();
    expect(bench.receive(message(4, { receiver: 100 }), b.at)).toBeNull();
    expect(bench.receive(initiationTo(a, b, 101).datagram, a.at)).toBeNull();
    expect(bench.receive(message(4, { receiver: 400 }), c.at)?.to).toEqual(homeB);
    expect(drops()).toMatchObject({ 'unknown-index': 2, 'unknown-receiver': 1 });
  });

  it('sends an unproven address no more bytes than came from it', () => {
    const bench = createBench();
    const [a, b] = [bench.client(1, homeA), bench.client(2, homeB)];
    bench.core.admit('party', [a.key, b.key]);
    bench.handshake(a);
    bench.register(b);
    bench.receive(initiationTo(a, b, 100).datagram, a.at);
    const backBytes = (length: number) => {
      const out = bench.receive(message(4, { receiver: 100 }, length - 32), b.at);
      return out?.datagram.length ?? 0;
    };
    // 148 + 148 bytes came, 92 went back.
    expect([backBytes(160), backBytes(45), backBytes(44), backBytes(32)]).toEqual([160, 0, 44, 0]);
  });

  it('sends without such a limit once a keepalive proved the address', () => {
    const bench = createBench();
    const [a, b] = [bench.client(1, homeA), bench.client(2, homeB)];
    bench.core.admit('party', [a.key, b.key]);
    bench.register(a);
    bench.handshake(b);
    expect(bench.receive(initiationTo(a, b, 100).datagram, a.at)).toBeNull();
    expect(bench.core.stats().drops['receiver-unproven']).toBe(1);
    bench.receive(bench.keepalive(b), b.at);
    expect(bench.receive(initiationTo(a, b, 101).datagram, a.at)?.to).toEqual(homeB);
    bench.handshake(b);
    expect(bench.receive(initiationTo(a, b, 102).datagram, a.at)?.to).toEqual(homeB);
  });
});

describe('bounds of the route table', () => {
  it('lets no flood of initiations end a confirmed session', () => {
    const { bench, a, b, connect } = threeInTwoParties({ initiationsPerClient: 10_000 });
    connect(a, b, 100, 200);
    for (let index = 1000; index < 1100; index++) bench.receive(initiationTo(a, b, index).datagram, a.at);
    expect(bench.core.stats().routes).toBe(2 + 4);
    expect(bench.receive(message(4, { receiver: 100 }), b.at)?.to).toEqual(homeA);
    expect(bench.receive(message(4, { receiver: 200 }), a.at)?.to).toEqual(homeB);
  });

  it('keeps the newest sessions of a pair that responds without end', () => {
    const { bench, a, b, connect } = threeInTwoParties({ initiationsPerClient: 10_000 });
    for (let n = 0; n < 100; n++) {
      bench.nowMs += 10;
      connect(a, b, 1000 + n, 5000 + n);
    }
    expect(bench.core.stats().routes).toBe(2 * 8);
    expect(bench.receive(message(4, { receiver: 5099 }), a.at)?.to).toEqual(homeB);
    expect(bench.receive(message(4, { receiver: 5000 }), a.at)).toBeNull();
  });

  it('refuses new routes, and keeps old ones, when the table is full', () => {
    const { bench, a, b, c, connect, drops } = threeInTwoParties({ routes: 2 });
    connect(a, b, 100, 200);
    expect(connect(c, b, 300, 400).there).toBeNull();
    expect(drops()['routes-full']).toBe(1);
    expect(bench.receive(message(4, { receiver: 200 }), a.at)?.to).toEqual(homeB);
  });

  it('limits how many initiations a client may send to others in a second', () => {
    const { bench, a, b, drops } = threeInTwoParties({ initiationsPerClient: 3 });
    const send = () => bench.receive(initiationTo(a, b, 100).datagram, a.at);
    expect([send(), send(), send(), send()].map((out) => out !== null)).toEqual([true, true, true, false]);
    expect(drops()['rate-limited']).toBe(1);
    bench.nowMs += 1000;
    expect(send()).not.toBeNull();
  });
});

/** Players whose clock was ahead and is right again, and recordings of what they sent, which look the same at first. */
import { describe, expect, it } from 'vitest';
import { createInitiator, transportData } from '../../wireguard/initiator.ts';
import { createBench, source, type TestClient } from './relay-bench.ts';

const home = source('198.51.100.1', 40001);
const elsewhere = source('198.51.100.2', 40002);
const TWO_HOURS = 7200;
const NOW = 1_600_000_000;

/** A client that is registered at home, by a clock that was two hours ahead, and is right from now on. */
function scene(limits = {}) {
  const bench = createBench(limits);
  const client = bench.client(11, home);
  bench.core.admit('party', [client.key]);
  let index = 1;
  const shake = (time: number, at = home) => {
    index += 1;
    const initiation = client.initiator.initiate({ index, time });
    const out = bench.receive(initiation.datagram, at);
    if (out === null) return null;
    client.session = client.initiator.finish(initiation, out.datagram);
    client.counter = 0;
    return initiation.datagram;
  };
  const recorded = [shake(NOW), shake(NOW + TWO_HOURS)];
  bench.receive(bench.keepalive(client), home);
  return { bench, client, shake, recorded };
}

const answersTo = (bench: ReturnType<typeof createBench>, datagram: Uint8Array | null | undefined) =>
  bench.receive(datagram ?? new Uint8Array(0), elsewhere)?.datagram ?? null;

describe('a player whose clock was set back', () => {
  it('registers again with the first packet after the handshake', () => {
    const { bench, client, shake } = scene();
    bench.nowMs = 180_000;
    bench.core.sweep(bench.nowMs);
    expect(bench.core.stats().clients).toBe(0);
    expect(shake(NOW + 180, elsewhere)).not.toBeNull();
    bench.receive(bench.keepalive(client), elsewhere);
    expect(bench.placeOf(client)).toEqual(elsewhere);
  });

  it('is served on when its session is renewed', () => {
    const { bench, client, shake } = scene();
    for (let minutes = 2; minutes < 10; minutes += 2) {
      bench.nowMs = minutes * 60_000;
      shake(NOW + minutes * 60);
      bench.receive(bench.keepalive(client), home);
      bench.core.sweep(bench.nowMs);
      expect(bench.core.stats().clients).toBe(1);
    }
  });

  it('may set it back again, and further', () => {
    const { bench, client, shake } = scene();
    for (const time of [NOW + 100, NOW - 86_400, NOW - 86_300]) {
      shake(time, elsewhere);
      bench.receive(bench.keepalive(client), elsewhere);
      expect(bench.placeOf(client)).toEqual(elsewhere);
      bench.core.admit('party', []);
      bench.core.admit('party', [client.key]);
    }
  });

  it('counts as one handshake, once it is proved', () => {
    const { bench, client, shake } = scene();
    const before = bench.core.stats().handshakes;
    shake(NOW + 100);
    expect(bench.core.stats().handshakes).toBe(before);
    bench.receive(bench.keepalive(client), home);
    bench.receive(bench.keepalive(client), home);
    expect(bench.core.stats().handshakes).toBe(before + 1);
  });
});

describe('a recording of an older handshake', () => {
  it('moves nobody, registers nobody and counts as none', () => {
    const { bench, client, recorded } = scene();
    const before = bench.core.stats();
    answersTo(bench, recorded[0]);
    answersTo(bench, recorded[1]);
    expect(bench.placeOf(client)).toEqual(home);
    expect(bench.core.stats().handshakes).toBe(before.handshakes + 1);
    bench.nowMs = 180_000;
    answersTo(bench, recorded[0]);
    bench.core.sweep(bench.nowMs);
    expect(bench.core.stats().clients).toBe(0);
  });

  it('of a time before the clock was set back, is none the better for it', () => {
    const { bench, client, shake, recorded } = scene();
    shake(NOW + 100);
    bench.receive(bench.keepalive(client), home);
    for (const datagram of recorded) answersTo(bench, datagram);
    expect(bench.placeOf(client)).toEqual(home);
  });

  it('with the packets that followed it, moves nobody either: the new session has another key', () => {
    const { bench, client, shake } = scene();
    const recorded = shake(NOW + 100);
    if (client.session === null) throw new Error('no session');
    const { sendingKey } = client.session;
    const answer = answersTo(bench, recorded);
    const remoteIndex = new DataView((answer ?? new Uint8Array(8)).slice().buffer).getUint32(4, true);
    bench.receive(transportData({ sendingKey, remoteIndex }, 0), elsewhere);
    expect(bench.placeOf(client)).toEqual(home);
    expect(bench.core.stats().drops.forged).toBe(1);
  });

  it('takes the place of no session of the client, neither in use nor waiting for its first packet', () => {
    const { bench, client, shake, recorded } = scene();
    shake(NOW + TWO_HOURS + 100);
    answersTo(bench, recorded[0]);
    bench.receive(bench.keepalive(client), elsewhere);
    expect(bench.placeOf(client)).toEqual(elsewhere);
  });

  it('keeps nobody registered whose sessions are over', () => {
    const { bench, recorded } = scene();
    bench.nowMs = 179_000;
    answersTo(bench, recorded[0]);
    bench.nowMs = 180_000;
    bench.core.sweep(bench.nowMs);
    expect(bench.core.stats().clients).toBe(0);
  });

  it('costs no more than twenty handshakes a second of an address', () => {
    const { bench, recorded } = scene();
    let answers = 0;
    for (let n = 0; n < 50; n++) if (answersTo(bench, recorded[0]) !== null) answers++;
    expect(answers).toBe(20);
    bench.nowMs = 1000;
    expect(answersTo(bench, recorded[0])).not.toBeNull();
  });
});

describe('the probe', () => {
  const atProbe = source('198.51.100.1', 40099, 1);
  function probed() {
    const bench = createBench();
    const client: TestClient = bench.client(11, home);
    bench.core.admit('party', [client.key]);
    const initiator = createInitiator(client.privateKey, bench.core.probePublicKey ?? new Uint8Array(32));
    const shake = (time: number, from = atProbe) => {
      const initiation = initiator.initiate({ index: 9, time });
      const response = bench.core.receiveAtProbe(initiation.datagram, from, bench.nowMs)?.datagram;
      return { initiation, session: initiator.finish(initiation, response ?? new Uint8Array()) };
    };
    const { initiation } = shake(NOW + TWO_HOURS);
    shake(NOW + TWO_HOURS + 5);
    return { bench, shake, initiation };
  }

  it('tells where a client is whose clock was set back, once a packet came from there', () => {
    const { bench, shake } = probed();
    const { session } = shake(NOW);
    expect(bench.seen).toHaveLength(2);
    const packet = transportData(session, 0);
    const moved = source('198.51.100.1', 40100, 1);
    expect(bench.core.receiveAtProbe(packet, moved, bench.nowMs)).toBeNull();
    bench.core.receiveAtProbe(packet, moved, bench.nowMs);
    expect(bench.seen.slice(2).map(({ at, via }) => [at, via])).toEqual([['198.51.100.1:40100', 'probe']]);
  });

  it('tells nothing of a recording, nor of a client that is gone before it proved itself', () => {
    const { bench, shake, initiation } = probed();
    bench.core.receiveAtProbe(initiation.datagram, source('203.0.113.66', 6, 1), bench.nowMs);
    const { session } = shake(NOW);
    bench.core.admit('party', []);
    bench.core.receiveAtProbe(transportData(session, 0), atProbe, bench.nowMs);
    expect(bench.seen).toHaveLength(2);
  });
});

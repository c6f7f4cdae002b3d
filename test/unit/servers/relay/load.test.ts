import { describe, expect, it } from 'vitest';
import { LoadDetector, RateLimit } from '../../../../main/servers/relay/load.ts';
import { createBench, source, type TestClient } from './relay-bench.ts';

const home = source('198.51.100.1', 40001);

/** A relay that is under load from the third initiation of a second on, and has just had two. */
function loadedBench(limits = {}) {
  const bench = createBench({ handshakesPerSecond: 2, ...limits });
  const client = bench.client(11, home);
  bench.core.admit('party', [client.key]);
  bench.handshake(client);
  bench.handshake(client);
  return { bench, client };
}

function cookieFor({ bench, client }: { bench: ReturnType<typeof createBench>; client: TestClient }) {
  const initiation = client.initiation();
  const out = bench.receive(initiation.datagram, client.at);
  if (out === null) throw new Error('no cookie reply');
  return client.initiator.openCookieReply(initiation, out.datagram);
}

describe('the relay under load', () => {
  it('answers with a cookie that only the initiator can read, and works once that is shown', () => {
    const { bench, client } = loadedBench();
    const initiation = client.initiation();
    const out = bench.receive(initiation.datagram, home);
    expect(out?.datagram.length).toBe(64);
    const cookie = client.initiator.openCookieReply(initiation, out?.datagram ?? new Uint8Array(64));
    const proved = client.initiation(cookie);
    const response = bench.receive(proved.datagram, home);
    expect(() => client.initiator.finish(proved, response?.datagram ?? new Uint8Array())).not.toThrow();
    expect(bench.core.stats()).toMatchObject({ cookies: 1, handshakes: 3 });
  });

  it('takes a cookie from no other address or port', () => {
    const { bench, client } = loadedBench();
    const cookie = cookieFor({ bench, client });
    for (const elsewhere of [source('198.51.100.2', 40001), source('198.51.100.1', 40002)]) {
      expect(bench.receive(client.initiation(cookie).datagram, elsewhere)?.datagram.length).toBe(64);
    }
  });

  it('takes no cookie of a secret that was changed, 120 s later', () => {
    const { bench, client } = loadedBench();
    const cookie = cookieFor({ bench, client });
    bench.nowMs = 120_000;
    bench.handshake(client);
    bench.handshake(client);
    expect(bench.receive(client.initiation(cookie).datagram, home)?.datagram.length).toBe(64);
  });

  it('grants one address only so many handshakes a second, cookie or not', () => {
    const { bench, client } = loadedBench({ handshakesPerAddress: 3 });
    const cookie = cookieFor({ bench, client });
    const answers = [1, 2, 3, 4].map(() => bench.receive(client.initiation(cookie).datagram, home));
    expect(answers.map((out) => out?.datagram.length ?? 0)).toEqual([92, 92, 92, 0]);
  });

  it('asks for no cookie again a second after the flood', () => {
    const { bench, client } = loadedBench();
    cookieFor({ bench, client });
    bench.nowMs += 1000;
    expect(bench.handshake(client)?.datagram.length).toBe(92);
  });
});

describe('LoadDetector', () => {
  it('is under load from the first arrival above the limit until 1 s after the last', () => {
    const load = new LoadDetector(2);
    expect([0, 1, 2].map((now) => load.arrival(now))).toEqual([false, false, true]);
    expect(load.arrival(1001)).toBe(true);
    expect(load.arrival(1002)).toBe(false);
  });
});

describe('RateLimit', () => {
  it('counts each key by itself and starts anew each second', () => {
    const rate = new RateLimit(1);
    expect([rate.take('a', 0), rate.take('b', 0), rate.take('a', 999), rate.take('a', 1000)]).toEqual([
      true,
      true,
      false,
      true,
    ]);
  });
});

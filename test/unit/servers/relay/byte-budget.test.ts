import { describe, expect, it } from 'vitest';
import { ByteBudget } from '../../../../main/servers/relay/byte-budget.ts';
import { initiationTo, message, threeInTwoParties } from './relay-bench.ts';

/** Bytes that pass of a stream that always wants more, over `ms`. */
function passed(budget: ByteBudget, ms: number, packetBytes = 1_200): number {
  let bytes = 0;
  for (let now = 0; now < ms; now++) while (budget.take(packetBytes, now)) bytes += packetBytes;
  return bytes;
}

describe('a cap on forwarded bytes', () => {
  it('lets the rate pass over time, and a tenth of a second of it at once', () => {
    const budget = new ByteBudget(1_250_000);
    expect(passed(budget, 1)).toBeLessThanOrEqual(125_000);
    expect(passed(new ByteBudget(1_250_000), 10_000) / 10).toBeCloseTo(1_250_000, -5);
  });

  it('lets what was not used for long pass as a burst only', () => {
    const budget = new ByteBudget(1_250_000);
    passed(budget, 100);
    expect(budget.take(125_001, 1_000_000)).toBe(false);
    expect(budget.take(125_000, 1_000_000)).toBe(true);
  });

  it('takes whole datagrams however low it is', () => {
    expect(new ByteBudget(1_000).take(1_500, 0)).toBe(true);
  });

  it('is none at all by default', () => {
    const budget = new ByteBudget(Number.POSITIVE_INFINITY);
    expect(budget.take(1e12, 0)).toBe(true);
    expect(budget.take(1e12, 0)).toBe(true);
  });
});

describe('a relay with a cap', () => {
  it('drops transport data above it, and no handshake', () => {
    const { bench, a, b, connect, drops } = threeInTwoParties({ forwardedBytesPerSecond: 10_000 });
    connect(a, b, 100, 200);
    const sent = Array.from({ length: 200 }, () => bench.receive(message(4, { receiver: 200 }), a.at));
    const through = sent.filter((out) => out !== null);
    const bytes = through.reduce((sum, out) => sum + out.datagram.length, 0);
    expect(bytes).toBeLessThanOrEqual(3_000);
    expect(drops()['rate-limited']).toBe(200 - through.length);
    expect(bench.receive(initiationTo(a, b, 101).datagram, a.at)).not.toBeNull();
    bench.nowMs += 1_000;
    expect(bench.receive(message(4, { receiver: 200 }), a.at)).not.toBeNull();
  });
});

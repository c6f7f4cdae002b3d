/** How large packets may be, on paths that take no more than they do and lose some of any size. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PathMtu } from '../../../../main/engine/path/link/path-mtu.ts';

const BOUND = 1420;
const STEP_MS = 5;
/** What WireGuard, UDP and IPv4 add. */
const AROUND = 60;

interface Line {
  /** The largest outer packet that passes. */
  mtu: number;
  /** Of one way. */
  lossRatio: number;
  rttMs: number;
  /** Whether the member knows probes. */
  answers: boolean;
}

/** The same sequence of chance for the same seed (mulberry32). */
function chance(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

class Rig {
  readonly mtu = new PathMtu(7, BOUND);
  readonly line: Line;
  readonly limits: (number | null)[] = [];
  /** Whether the helper can set limits. */
  canLimit = true;
  sent = 0;
  nowMs = 0;
  #applied: number | null = null;
  readonly #random: () => number;
  #due: { atMs: number; run: () => void }[] = [];

  constructor(line: Partial<Line> = {}, seed = 1) {
    this.line = { mtu: 1500, lossRatio: 0, rttMs: 30, answers: true, ...line };
    this.#random = chance(seed);
  }

  follow(path: string | null): this {
    this.mtu.follow(path, this.nowMs);
    return this;
  }

  pass(ms: number): this {
    for (const endMs = this.nowMs + ms; this.nowMs < endMs; this.nowMs += STEP_MS) {
      const [now, later] = [this.#due.filter(({ atMs }) => atMs <= this.nowMs), this.#due];
      this.#due = later.filter(({ atMs }) => atMs > this.nowMs);
      for (const { run } of now) run();
      this.mtu.tick(this.nowMs, true);
      this.#carryOut();
    }
    return this;
  }

  #carryOut(): void {
    for (const effect of this.mtu.take()) {
      if (effect.type === 'limit') {
        this.limits.push(effect.bytes);
        this.#after(10, () => {
          if (this.canLimit) this.#applied = effect.bytes;
          this.mtu.limited(this.canLimit, this.nowMs);
        });
      } else this.#probe(effect.packet);
    }
  }

  /** Larger ones than the limit go in pieces, and pass in pieces. */
  #probe(packet: Parameters<PathMtu['answered']>[0]): void {
    this.sent++;
    const { mtu, lossRatio, rttMs, answers } = this.line;
    const bytes = Math.min(packet.bytes, this.#applied ?? BOUND);
    const padded = Math.min(Math.ceil(bytes / 16) * 16, BOUND);
    const isLost = this.#random() < lossRatio || this.#random() < lossRatio;
    if (!answers || isLost || padded + AROUND > mtu) return;
    this.#after(rttMs, () => this.mtu.answered({ ...packet, kind: 'probed' }, this.nowMs));
  }

  #after(ms: number, run: () => void): void {
    this.#due.push({ atMs: this.nowMs + ms, run });
  }
}

/** The largest that WireGuard doesn't make larger than the line takes. */
const bestOf = (mtu: number): number =>
  mtu >= BOUND + AROUND ? BOUND : Math.floor((mtu - AROUND) / 16) * 16;

describe('the size of packets', () => {
  it('is left alone on a path that takes full ones, and asked for once in 10 s', () => {
    const rig = new Rig().follow('relay a').pass(2000);
    expect(rig.mtu.bytes).toBe(BOUND);
    expect(rig.limits).toEqual([]);
    const { sent } = rig;
    rig.pass(60_000);
    expect(rig.sent - sent).toBeLessThanOrEqual(7);
  });

  it('is that of a path that drops larger ones without a word, within 5 s', () => {
    const rig = new Rig({ mtu: 1280 }).follow('direct 203.0.113.7:1').pass(5000);
    expect(rig.limits).toEqual([1216]);
    expect(rig.mtu.limit).toBe(1216);
  });

  it('is found for any path, whatever is lost', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 700, max: 1600 }),
        fc.double({ min: 0, max: 0.12, noNaN: true }),
        fc.integer({ min: 5, max: 200 }),
        fc.nat(),
        (mtu, lossRatio, rttMs, seed) => {
          const rig = new Rig({ mtu, lossRatio, rttMs }, seed).follow('relay a').pass(20_000);
          const best = bestOf(mtu);
          // Chance may hide a step or two, and never make a path larger than it is.
          expect(rig.mtu.bytes).toBeLessThanOrEqual(best);
          expect(rig.mtu.bytes).toBeGreaterThanOrEqual(best === BOUND ? BOUND : best - 160);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('is not taken for small because of loss, in a thousand evenings of a line that loses 12 % each way', () => {
    const wrong = Array.from({ length: 1000 }, (_, seed) =>
      new Rig({ lossRatio: 0.12, rttMs: 40 }, seed).follow('relay a').pass(30_000),
    ).filter(({ limits }) => limits.length > 0);
    expect(wrong).toEqual([]);
  });

  it('is not taken for small while nothing passes at all for a second', () => {
    const rig = new Rig().follow('relay a').pass(9000);
    rig.line.lossRatio = 1;
    rig.pass(2500);
    rig.line.lossRatio = 0;
    rig.pass(30_000);
    expect(rig.limits).toEqual([]);
  });

  it('becomes smaller when the path in use does, within 15 s', () => {
    const rig = new Rig().follow('relay a').pass(20_000);
    rig.line.mtu = 1400;
    rig.pass(15_000);
    expect(rig.limits).toEqual([1328]);
  });

  it('is raised again on a better path, and at once when a known one is back', () => {
    const rig = new Rig({ mtu: 1280 }).follow('direct 203.0.113.7:1').pass(5000);
    rig.line.mtu = 1500;
    rig.follow('relay a').pass(3000);
    expect(rig.limits).toEqual([1216, null]);
    rig.line.mtu = 1280;
    rig.follow('direct 203.0.113.7:1').pass(STEP_MS);
    expect(rig.limits).toEqual([1216, null, 1216]);
  });

  it('is raised where the path in use takes more again, within 11 minutes', () => {
    const rig = new Rig({ mtu: 1280 }).follow('relay a').pass(5000);
    rig.line.mtu = 1500;
    rig.pass(660_000);
    expect(rig.mtu.limit).toBeNull();
    expect(rig.mtu.bytes).toBe(BOUND);
  });

  it('is unknown of a member that answers no probes, who is left in peace', () => {
    const rig = new Rig({ answers: false }).follow('relay a').pass(60_000);
    expect(rig.mtu.bytes).toBeNull();
    expect(rig.limits).toEqual([]);
    expect(rig.sent).toBeLessThan(60);
  });

  it('is known, and no limit, where the helper can’t set one', () => {
    const rig = new Rig({ mtu: 1280 });
    rig.canLimit = false;
    rig.follow('relay a').pass(60_000);
    expect(rig.mtu).toMatchObject({ bytes: 1216, limit: null });
    expect(rig.limits).toEqual([1216]);
  });

  it('is set again on a device that was made anew', () => {
    const rig = new Rig({ mtu: 1280 }).follow('relay a').pass(5000);
    rig.mtu.startOver(BOUND);
    rig.follow(null).pass(500).follow('relay a').pass(STEP_MS);
    expect(rig.limits).toEqual([1216, 1216]);
  });
});

/** Two ends that choose between two relays whose figures change, through random evenings. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RELAYS } from './pair/relay-ids.ts';
import { RelayPair, type RelayPlan, type RelayTrouble } from './pair/relay-pair.ts';

const timeout = 120_000;
/** Making a plan smaller would take minutes, and its seed says it all. */
const endOnFailure = true;
/** A relay has to have been better for so long before it is taken. */
const HYSTERESIS_MS = 30_000;

const rtt = fc.integer({ min: 2, max: 120 });
const rtts = fc.record({ a: rtt, b: rtt });
const trouble: fc.Arbitrary<RelayTrouble> = fc.record({
  kind: fc.constantFrom('killed' as const, 'cut' as const, 'slow' as const, 'control-lost' as const),
  relay: fc.constantFrom(...RELAYS),
  side: fc.constantFrom<0 | 1>(0, 1),
  atMs: fc.integer({ min: 5000, max: 90_000 }),
  forMs: fc.integer({ min: 100, max: 60_000 }),
  moreMs: fc.integer({ min: 20, max: 200 }),
});
const base = {
  seed: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
  rttMs: fc.tuple(rtts, rtts),
  controlMs: fc.integer({ min: 1, max: 80 }),
  game: fc.boolean(),
  decides: fc.constantFrom<0 | 1>(0, 1),
};
const slowPlan: fc.Arbitrary<RelayPlan> = fc.record({
  ...base,
  troubles: fc.array(
    trouble.map((one) => ({ ...one, kind: 'slow' as const })),
    { maxLength: 8 },
  ),
});

describe('two ends behind two relays', () => {
  it('change it at most once in 30 s, however the figures of living relays change', { timeout }, () => {
    const property = fc.property(slowPlan, (plan) => {
      const pair = new RelayPair(plan);
      pair.world.runUntil(pair.troublesEndMs + 120_000);
      expect(pair).toMatchObject({ isAgreed: true });
      const changes = pair.changes.filter((ms) => ms > 2000);
      for (const [i, ms] of changes.entries()) {
        expect(ms - (changes[i - 1] ?? Number.NEGATIVE_INFINITY)).toBeGreaterThanOrEqual(HYSTERESIS_MS);
      }
    });
    fc.assert(property, { numRuns: 300, endOnFailure });
  });
});

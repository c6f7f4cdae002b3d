/** Random evenings. */
import fc from 'fast-check';
import type { NatKind } from './model-nat.ts';
import { type Plan, type Trouble, troubleKinds } from './plan.ts';

const behaviour = fc.constantFrom(
  'endpoint-independent' as const,
  'address-dependent' as const,
  'address-and-port-dependent' as const,
);
const nat: fc.Arbitrary<NatKind> = fc.record({
  mapping: fc.oneof({ weight: 3, arbitrary: behaviour }, fc.constant('none' as const)),
  filtering: behaviour,
});
const side = fc.constantFrom<0 | 1>(0, 1);
const trouble: fc.Arbitrary<Trouble> = fc.record({
  kind: fc.constantFrom(...troubleKinds),
  side,
  atMs: fc.integer({ min: 0, max: 20_000 }),
  forMs: fc.integer({ min: 10, max: 10_000 }),
});
const rarely = fc.integer({ min: 0, max: 9 }).map((n) => n === 0);
/** On one LAN nobody has the public address itself. */
function atHome(plan: Plan): Plan {
  const [a, b] = plan.nats.map((nat) =>
    nat.mapping === 'none' ? { ...nat, mapping: 'endpoint-independent' as const } : nat,
  );
  return plan.sameLan && a !== undefined && b !== undefined ? { ...plan, nats: [a, b] } : plan;
}

const worlds = {
  seed: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
  nats: fc.tuple(nat, nat),
  granted: fc.tuple(rarely, rarely),
  sameLan: rarely,
  blocked: rarely,
  controlMs: fc.integer({ min: 1, max: 80 }),
  relayMs: fc.integer({ min: 1, max: 80 }),
  directMs: fc.integer({ min: 1, max: 80 }),
  game: fc.boolean(),
  controlling: side,
  rekeyAfterMs: fc.integer({ min: 5000, max: 120_000 }),
};

export const anyPlan: fc.Arbitrary<Plan> = fc
  .record({
    ...worlds,
    jitterMs: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 60 })),
    lossPercent: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 10 })),
    isLossy: fc.constant(false),
    troubles: fc.array(trouble, { maxLength: 5 }),
  })
  .map(atHome);

/** Within a continent, and nothing goes wrong. */
export const calmPlan: fc.Arbitrary<Plan> = fc
  .record({
    ...worlds,
    controlMs: fc.integer({ min: 1, max: 30 }),
    relayMs: fc.integer({ min: 1, max: 30 }),
    directMs: fc.integer({ min: 1, max: 40 }),
    jitterMs: fc.constant(0),
    lossPercent: fc.constant(0),
    isLossy: fc.constant(false),
    troubles: fc.constant([]),
  })
  .map(atHome);

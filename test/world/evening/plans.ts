/** Random evenings. */
import fc from 'fast-check';
import type { NatKind } from '../nat.ts';
import {
  type Plan,
  RELAYS,
  relayTroubleKinds,
  type SideIndex,
  type Trouble,
  type TroubleKind,
  troubleKinds,
} from './plan.ts';

const behaviour = fc.constantFrom(
  'endpoint-independent' as const,
  'address-dependent' as const,
  'address-and-port-dependent' as const,
);
const nat: fc.Arbitrary<NatKind> = fc.record({
  mapping: fc.oneof({ weight: 3, arbitrary: behaviour }, fc.constant('none' as const)),
  filtering: behaviour,
});
const side = fc.constantFrom<SideIndex>(0, 1);
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

const leg = fc.integer({ min: 1, max: 60 });
const legs = fc.record({ a: leg, b: leg, c: leg });

function relayTrouble(...kinds: TroubleKind[]): fc.Arbitrary<Trouble> {
  return fc.record({
    kind: fc.constantFrom(...kinds),
    relay: fc.constantFrom(...RELAYS),
    side,
    atMs: fc.integer({ min: 3000, max: 15_000 }),
    forMs: fc.oneof(fc.integer({ min: 10, max: 2000 }), fc.integer({ min: 10, max: 15_000 })),
    moreMs: fc.integer({ min: 20, max: 200 }),
  });
}

/** Between NATs that nobody gets through, behind three relays. */
function relayed(trouble: fc.Arbitrary<Trouble>, most: number): fc.Arbitrary<Plan> {
  const symmetric: NatKind = {
    mapping: 'address-and-port-dependent',
    filtering: 'address-and-port-dependent',
  };
  return fc.record({
    seed: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
    nats: fc.constant([symmetric, symmetric] as const),
    granted: fc.constant([false, false] as const),
    sameLan: fc.constant(false),
    blocked: fc.constant(false),
    controlMs: fc.integer({ min: 1, max: 80 }),
    relayMs: fc.constant(0),
    directMs: fc.constant(0),
    legs: fc.tuple(legs, legs),
    jitterMs: fc.constant(0),
    lossPercent: fc.constant(0),
    isLossy: fc.constant(false),
    game: fc.boolean(),
    controlling: side,
    first: side,
    rekeyAfterMs: fc.constant(120_000),
    troubles: fc.array(trouble, { maxLength: most }),
  });
}

export const anyRelaysPlan = relayed(relayTrouble(...relayTroubleKinds), 8);
/** All relays live. */
export const slowRelaysPlan = relayed(
  relayTrouble('leg-slow').map((one) => ({ ...one, atMs: 6 * one.atMs, forMs: 4 * one.forMs })),
  8,
);
export const calmRelaysPlan = relayed(relayTrouble('leg-slow'), 0);

/** All that there is, and firewalls that drop the echo, and members that are gone from the roster for a while. */
export const oddPlan: fc.Arbitrary<Plan> = fc
  .record({
    ...worlds,
    jitterMs: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 60 })),
    lossPercent: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 10 })),
    isLossy: fc.constant(false),
    isEchoBlocked: fc.boolean(),
    troubles: fc.array(
      fc.record({
        kind: fc.constantFrom(...troubleKinds, 'control-lost-for-long' as const),
        side,
        atMs: fc.integer({ min: 0, max: 60_000 }),
        forMs: fc.integer({ min: 10, max: 40_000 }),
      }),
      { maxLength: 6 },
    ),
  })
  .map(atHome);

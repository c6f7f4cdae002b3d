/** What an evening behind several relays is made of. */
import fc from 'fast-check';

/** The party's own first. */
export const RELAYS = ['a', 'b', 'c'] as const;
export type RelayId = (typeof RELAYS)[number];
export type SideIndex = 0 | 1;

export const troubleKinds = [
  'killed',
  'cut',
  'cut-up',
  'cut-down',
  'slow',
  'control-lost',
  'control-late',
] as const;

export interface RelayTrouble {
  /**
   * killed: for so long the relay is away, and has forgotten everything then. cut: one end's packets don't get there,
   * nor back; up, down: one way alone. slow: one end's leg takes longer.
   */
  readonly kind: (typeof troubleKinds)[number];
  readonly relay: RelayId;
  readonly side: SideIndex;
  readonly atMs: number;
  readonly forMs: number;
  /** Of a slow leg or a late signal, on top. */
  readonly moreMs: number;
}

export interface RelayPlan {
  readonly seed: number;
  /** Round trips of both ends to all relays. */
  readonly rttMs: readonly [Readonly<Record<RelayId, number>>, Readonly<Record<RelayId, number>>];
  readonly controlMs: number;
  readonly game: boolean;
  readonly decides: SideIndex;
  readonly joins: SideIndex;
  readonly troubles: readonly RelayTrouble[];
}

const rtt = fc.integer({ min: 2, max: 120 });
const rtts = fc.record({ a: rtt, b: rtt, c: rtt });
const side = fc.constantFrom<SideIndex>(0, 1);

function troubleOf(...kinds: RelayTrouble['kind'][]): fc.Arbitrary<RelayTrouble> {
  return fc.record({
    kind: fc.constantFrom(...kinds),
    relay: fc.constantFrom(...RELAYS),
    side,
    atMs: fc.integer({ min: 3000, max: 15_000 }),
    forMs: fc.oneof(fc.integer({ min: 10, max: 2000 }), fc.integer({ min: 10, max: 15_000 })),
    moreMs: fc.integer({ min: 20, max: 200 }),
  });
}

function planOf(trouble: fc.Arbitrary<RelayTrouble>, most: number): fc.Arbitrary<RelayPlan> {
  return fc.record({
    seed: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
    rttMs: fc.tuple(rtts, rtts),
    controlMs: fc.integer({ min: 1, max: 80 }),
    game: fc.boolean(),
    decides: side,
    joins: side,
    troubles: fc.array(trouble, { maxLength: most }),
  });
}

export const anyPlan = planOf(troubleOf(...troubleKinds), 8);
/** All relays live. */
export const slowPlan = planOf(
  troubleOf('slow').map((one) => ({ ...one, atMs: 6 * one.atMs, forMs: 4 * one.forMs })),
  8,
);
export const calmPlan = planOf(troubleOf('slow'), 0);

/** What an evening is made of. */
import type { NatKind } from './model-nat.ts';

export const troubleKinds = [
  'control-lost',
  'relay-restarted',
  'direct-blocked',
  'nat-flushed',
  'roamed',
  'interface-down',
  'engine-restarted',
  'machine-restarted',
  'engine-frozen',
  'slept',
  'clock-jumped',
] as const;
export type TroubleKind = (typeof troubleKinds)[number];

export interface Trouble {
  readonly kind: TroubleKind;
  readonly side: 0 | 1;
  readonly atMs: number;
  readonly forMs: number;
}

export interface Plan {
  readonly seed: number;
  readonly nats: readonly [NatKind, NatKind];
  readonly granted: readonly [boolean, boolean];
  readonly sameLan: boolean;
  /** For good, by something in between. */
  readonly blocked: boolean;
  /** One way to the control server, to the relay, and to the other player. */
  readonly controlMs: number;
  readonly relayMs: number;
  readonly directMs: number;
  /** On each of these ways, evenly up to so much more. */
  readonly jitterMs: number;
  /** Of packets and signals on each way. */
  readonly lossPercent: number;
  /** Packets get lost for good, and not only until the troubles end. */
  readonly isLossy: boolean;
  readonly game: boolean;
  readonly controlling: 0 | 1;
  readonly rekeyAfterMs: number;
  readonly troubles: readonly Trouble[];
}

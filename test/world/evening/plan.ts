/** What an evening is made of. */
import type { NatKind } from '../nat.ts';

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
export const relayTroubleKinds = [
  /** For so long the relay is away, and has forgotten everything then. */
  'relay-killed',
  /** One player's packets don't get there, nor back; up, down: one way alone. */
  'leg-cut',
  'leg-cut-up',
  'leg-cut-down',
  /** One player's leg takes longer. */
  'leg-slow',
  'control-lost',
  /** Signals are late now and then. */
  'control-late',
] as const;
export type TroubleKind =
  | (typeof troubleKinds)[number]
  | (typeof relayTroubleKinds)[number]
  /** Away for so long that the server takes the player off the roster. */
  | 'control-lost-for-long';

export type SideIndex = 0 | 1;

/** The party's own first. */
export const RELAYS = ['a', 'b', 'c'] as const;
export type RelayId = (typeof RELAYS)[number];

export interface Trouble {
  readonly kind: TroubleKind;
  readonly side: SideIndex;
  readonly atMs: number;
  readonly forMs: number;
  /** Of one relay; none: the party's own. */
  readonly relay?: RelayId;
  /** Of a slow leg or a late signal, on top. */
  readonly moreMs?: number;
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
  /** One way from each player to each relay; none: there is only one, at `relayMs` from both. */
  readonly legs?: readonly [Readonly<Record<RelayId, number>>, Readonly<Record<RelayId, number>>];
  /** On each of these ways, evenly up to so much more. */
  readonly jitterMs: number;
  /** Of packets and signals on each way. */
  readonly lossPercent: number;
  /** Packets get lost for good, and not only until the troubles end. */
  readonly isLossy: boolean;
  /** A firewall on the players' machines drops the echo. */
  readonly isEchoBlocked?: boolean;
  readonly game: boolean;
  readonly controlling: SideIndex;
  /** Who was there first; none: the first player. */
  readonly first?: SideIndex;
  readonly rekeyAfterMs: number;
  readonly troubles: readonly Trouble[];
}

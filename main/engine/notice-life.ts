/** For how long people are told of something. */

/** What ends a notice; whoever learns of it tells so under the same name. */
export type NoticeEnd =
  | 'helper-ready'
  /** A helper has run for so long that it no longer counts as one that keeps ending. */
  | 'helper-lasts'
  /** What could not be written is on the disk. */
  | 'saved'
  | `setting-taken ${string}`
  | 'party-entered'
  | 'party-left'
  | 'server-reached'
  | 'relay-listed'
  | 'udp-answers'
  | 'tunnel-stands'
  /** Nobody else's route takes the party's packets. */
  | 'route-is-ours'
  /** By peer id: packets of full size get through. */
  | `packets-pass ${string}`
  /** By peer id: its record was accepted, or it is no member any more. */
  | `member-taken ${string}`
  | `member-left ${string}`;

/** How long a notice stands. */
export interface NoticeLife {
  /** Until any of these. One told later until the same first one takes its place. */
  readonly until?: readonly [NoticeEnd, ...NoticeEnd[]];
  /** In any case for no longer than so many ms: of what happened once, and has no end of its own. */
  readonly forMs?: number;
}

/** Of what happened once and asks nothing of anybody. */
export const AN_HOUR_MS = 3_600_000;
/** Of what was lost, and should be seen by who looks once in an evening. */
export const A_DAY_MS = 86_400_000;

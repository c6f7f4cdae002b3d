import type { Reign } from './reign.ts';

/** That a member left for good; signed by itself, so that nobody else can take it off a roster. */
export interface Tombstone {
  readonly peer: string;
  /** Above the number of each of its records so far: a later one is from after it came back. */
  readonly seq: number;
  readonly signature: string;
}

/** What members' engines tell each other through the tunnel, which vouches for the sender. */
export type Note =
  /** Who runs control, as you know? Answered with a reign. */
  | { readonly type: 'who' }
  | { readonly type: 'reign'; readonly reign: Reign }
  /** Is this member dead for you? Answered with a view. */
  | { readonly type: 'ask'; readonly term: number; readonly peer: string }
  | { readonly type: 'view'; readonly term: number; readonly isAlive: boolean }
  /** From who runs control: take it over, now. */
  | { readonly type: 'take'; readonly term: number }
  | { readonly type: 'left'; readonly tombstone: Tombstone };

/** Another member, as its checked record and the control server tell. */
export interface Fellow {
  readonly id: string;
  /** Whether its version can take over. */
  readonly canServe: boolean;
  /** See `standingOf`. */
  readonly standing: number;
  /** Connected to the control server. */
  readonly isPresent: boolean;
  readonly recordSeq: number;
}

export type SuccessionEvent =
  | { readonly type: 'roster'; readonly fellows: readonly Fellow[]; readonly ownStanding: number }
  /** Something of this member came through the tunnel. */
  | { readonly type: 'heard'; readonly from: string }
  /** The connection to the control server. */
  | { readonly type: 'control'; readonly isUp: boolean }
  /** It answered after it was doubted. */
  | { readonly type: 'answered' }
  /** What the server that we are connected to says of itself. */
  | { readonly type: 'told'; readonly reign: Reign }
  /** Who ran control when we ended; whom we look for now. */
  | { readonly type: 'resumed'; readonly reign: Reign }
  /** The server that we are connected to says that it ends, and who goes on. */
  | { readonly type: 'moved'; readonly reign: Reign }
  | { readonly type: 'note'; readonly from: string; readonly note: Note }
  /** Our servers run, and this is what we say of them. */
  | { readonly type: 'serving'; readonly reign: Reign }
  | { readonly type: 'not-serving' }
  /** What was found where the party's server was before: null, nothing. */
  | { readonly type: 'scouted'; readonly reign: Reign | null }
  /** Another who runs control came to our server from outside the tunnel. */
  | { readonly type: 'claimed'; readonly reign: Reign }
  /** We go: for good with a tombstone, else to be back. */
  | { readonly type: 'go'; readonly tombstone: Tombstone | null }
  | { readonly type: 'time' };

export type SuccessionEffect =
  | { readonly type: 'tell'; readonly to: string; readonly note: Note }
  /** Start servers with the roster as it is, and answer with `serving` or `not-serving`. */
  | ({ readonly type: 'serve' } & Declared)
  /** Say this of the servers that run; answered with `serving`. */
  | ({ readonly type: 'declare' } & Declared)
  /** Join there. isYielding: and send those who are with us there, then end our servers. */
  | { readonly type: 'follow'; readonly reign: Reign; readonly isYielding: boolean }
  /** Does the control server still answer? */
  | { readonly type: 'doubt' }
  /** Look where the party's server was before, and answer with `scouted`. */
  | { readonly type: 'scout' }
  /** Take a member that left off the roster, if its record is older than that. */
  | { readonly type: 'remove'; readonly tombstone: Tombstone }
  /** Nothing keeps us any more. heir: who runs control now; null: nobody does. */
  | { readonly type: 'gone'; readonly heir: Reign | null };

export interface Declared {
  readonly term: number;
  readonly acting: boolean;
  readonly heirs: readonly string[];
}

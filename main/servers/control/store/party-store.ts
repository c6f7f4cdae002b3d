import type { MemberRecord } from '../../../../shared/control/messages.ts';

/** A party as it is kept. Times are ms of the wall clock. */
export interface StoredParty {
  readonly id: string;
  /** Public half of the party's `member-auth` key. */
  readonly memberAuth: string;
  readonly epoch: number;
  readonly subnet: string;
  readonly about: string;
  readonly relay: string | null;
  /** Peer id of whoever made it. */
  readonly creator: string;
  readonly activeAt: number;
  /** null while it lives; afterwards only this tombstone is left. */
  readonly endedAt: number | null;
}

/** A member, or the place that is kept for one that went (`leftAt` is set then). */
export interface StoredMember {
  readonly party: string;
  readonly peer: string;
  readonly identity: string;
  readonly wireguardKey: string;
  readonly index: number;
  readonly record: MemberRecord;
  readonly leftAt: number | null;
  /** What resumes the membership; null once the member left of its own will. */
  readonly token: StoredToken | null;
}

export interface StoredToken {
  /** SHA-256 of the token, base64url. */
  readonly hash: string;
  readonly expiresAt: number;
}

/**
 * Where a control server keeps its parties. Every change is durable once its call, or the transaction around it,
 * has returned: what was answered is never lost. Throws only where the storage itself fails; nothing is changed then.
 * It is synchronous, so that each request is one step that no other can interleave with.
 */
export interface PartyStore {
  transaction<T>(work: () => T): T;
  party(id: string): StoredParty | null;
  addParty(party: StoredParty): void;
  setRelay(party: string, relay: string | null): void;
  /** Says that the party is in use. */
  touchParty(party: string, at: number): void;
  /** Leaves a tombstone only. */
  endParty(party: string, at: number): void;
  /** Leaves nothing. */
  dropParty(party: string): void;
  liveParties(): readonly StoredParty[];
  countParties(): number;
  countPartiesOf(creator: string): number;
  member(party: string, peer: string): StoredMember | null;
  /** Members and kept places, by index. */
  members(party: string): readonly StoredMember[];
  /** Adds or replaces. */
  putMember(member: StoredMember): void;
  /** Frees the places of members that went before that time. */
  freePlaces(leftBefore: number): void;
  /** Drops tombstones older than that time. */
  forgetEnded(endedBefore: number): void;
  close(): void;
}

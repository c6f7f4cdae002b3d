/**
 * Who is in the party, as far as it can be believed. The server is trusted with nothing: peer ids must match
 * identities, records must be sealed and signed, sequence numbers must not fall, and no two members may hold one
 * address or one WireGuard key. What fails is kept out and told once.
 */
import { hostAddress, type Subnet } from '../../../shared/address.ts';
import { type ControlPush, type Member, PARTY_MEMBER_LIMIT } from '../../../shared/control/messages.ts';
import { type Fault, fault } from '../../../shared/faults/fault.ts';
import type { Because } from '../../../shared/faults/fault-reasons.ts';
import { peerIdOf } from '../../crypto/peer-id.ts';
import { decodeRecord, type PeerRecord } from './peer-record.ts';

/** A member whose record was checked. `address` is the same at every member: index in the party's subnet. */
export interface RosterMember {
  readonly id: string;
  readonly identity: string;
  readonly wireguardKey: string;
  readonly address: string;
  readonly presence: 'online' | 'away';
  readonly recordSeq: number;
  readonly record: PeerRecord;
  readonly reachability: PeerRecord['reachability'];
}

export type RosterChange =
  | { readonly type: 'added'; readonly member: RosterMember; readonly joinedAfterUs: boolean }
  | { readonly type: 'changed'; readonly member: RosterMember; readonly before: RosterMember }
  | {
      readonly type: 'removed';
      readonly member: RosterMember;
      readonly reason: 'left' | 'silent' | 'replaced';
    }
  | { readonly type: 'rejected'; readonly fault: Fault<'party.record-rejected'> }
  /** One that was: it was taken after all, or is gone. */
  | { readonly type: 'no-longer-rejected'; readonly peer: string };

export interface RosterScope {
  readonly partyId: string;
  readonly selfId: string;
  readonly subnet: Subnet;
  readonly sealKey: Uint8Array;
  /** Number of the last record that was taken of a member, in this run or an earlier one; 0: none was. */
  lastNumber(peer: string): number;
  /** Records were taken. They outlive their members, so that an old one can't be played back to one that comes again. */
  noteNumbers(numbers: ReadonlyMap<string, number>): void;
  /** WireGuard keys that no member may have: our own and the relay's. */
  isReserved(wireguardKey: string): boolean;
}

/** What a lying server could make us keep is bounded by these. */
const TOLD_LIMIT = 256;

type RosterPush = Extract<
  ControlPush,
  { type: 'party.snapshot' | 'peer.joined' | 'peer.updated' | 'peer.left' }
>;

/** Tells the roster's pushes from the others. */
export function isRosterPush(push: ControlPush): push is RosterPush {
  return push.type === 'party.snapshot' || push.type.startsWith('peer.');
}

export class Roster {
  readonly #scope: RosterScope;
  readonly #members = new Map<string, RosterMember>();
  /** Why each was rejected that is not taken yet, by peer id. */
  readonly #rejected = new Map<string, Set<string>>();
  /** The same as a server passes them on. */
  readonly #wires = new Map<string, Member>();
  /** Members that a server which has just taken over has not heard of yet. */
  #missing: Set<string> | null = null;
  #seq = -1;
  #pages: Member[] = [];
  #pagesSeq = -1;

  constructor(scope: RosterScope) {
    this.#scope = scope;
  }

  /** All other members, in order of their addresses' indexes as first seen. */
  members(): readonly RosterMember[] {
    return [...this.#members.values()];
  }

  get(id: string): RosterMember | undefined {
    return this.#members.get(id);
  }

  /** All other members with their records as they signed them. */
  wires(): readonly Member[] {
    return [...this.#wires.values()];
  }

  /** The next snapshots are those of another server: whom they leave out may only not have come there yet. */
  expectStragglers(): void {
    this.#missing = new Set();
  }

  /** Whoever has not come by now is none of them any more. */
  endStragglers(): RosterChange[] {
    const missing = this.#missing ?? [];
    this.#missing = null;
    return [...missing].flatMap((id) => this.#remove(id, 'left'));
  }

  /** A member says itself that it left, after all records below that number. */
  bury(id: string, seq: number): RosterChange[] {
    return (this.#members.get(id)?.recordSeq ?? seq) < seq ? this.#remove(id, 'left') : [];
  }

  /** Takes a push in; answers what changed. Pushes older than the last snapshot are ignored. */
  apply(push: RosterPush): RosterChange[] {
    const changes = this.#apply(push);
    const taken = changes.flatMap((change) =>
      change.type === 'added' || change.type === 'changed' ? [change.member] : [],
    );
    this.#scope.noteNumbers(new Map(taken.map(({ id, recordSeq }) => [id, recordSeq])));
    return changes;
  }

  #apply(push: RosterPush): RosterChange[] {
    if (push.type === 'party.snapshot') return this.#applyPage(push);
    if (push.seq <= this.#seq) return [];
    this.#seq = push.seq;
    if (push.type === 'peer.left') return this.#remove(push.peer, push.reason);
    return this.#upsert(push.member, push.type === 'peer.joined');
  }

  #applyPage(push: Extract<RosterPush, { type: 'party.snapshot' }>): RosterChange[] {
    // What a lost connection left of a snapshot is no part of the next.
    if (push.seq !== this.#pagesSeq) this.#pages = [];
    this.#pagesSeq = push.seq;
    this.#pages.push(...push.members.slice(0, PARTY_MEMBER_LIMIT - this.#pages.length));
    if (!push.last) return [];
    const listed = this.#pages;
    this.#pages = [];
    this.#seq = push.seq;
    const ids = new Set(listed.map((member) => member.peer));
    const absent = this.members().filter((member) => !ids.has(member.id));
    for (const { id } of absent) this.#missing?.add(id);
    const gone = this.#missing === null ? absent : [];
    return [
      ...gone.flatMap((member) => this.#remove(member.id, 'left')),
      ...[...this.#rejected.keys()].filter((id) => !ids.has(id)).flatMap((id) => this.#acquit(id)),
      ...listed.flatMap((member) => this.#upsert(member, false)),
    ];
  }

  #remove(id: string, reason: 'left' | 'silent' | 'replaced'): RosterChange[] {
    const member = this.#members.get(id);
    const acquitted = this.#acquit(id);
    if (member === undefined) return acquitted;
    this.#members.delete(id);
    this.#wires.delete(id);
    this.#missing?.delete(id);
    return [...acquitted, { type: 'removed', member, reason }];
  }

  #upsert(wire: Member, joinedAfterUs: boolean): RosterChange[] {
    if (wire.peer === this.#scope.selfId) return [];
    const checked = this.#check(wire);
    if ('reason' in checked) return this.#reject(wire.peer, checked);
    const acquitted = this.#acquit(checked.id);
    const before = this.#members.get(checked.id);
    this.#members.set(checked.id, checked);
    this.#wires.set(checked.id, wire);
    this.#missing?.delete(checked.id);
    if (before === undefined) return [...acquitted, { type: 'added', member: checked, joinedAfterUs }];
    return isSame(before, checked) ? acquitted : [...acquitted, { type: 'changed', member: checked, before }];
  }

  #check(wire: Member): RosterMember | Because<'party.record-rejected'> {
    if (peerIdOf(wire.identity) !== wire.peer) return { reason: 'foreign-identity' };
    const address = hostAddress(this.#scope.subnet, wire.index);
    if (address === null) return { reason: 'address-outside' };
    if (wire.record.seq < this.#scope.lastNumber(wire.peer)) return { reason: 'old-record' };
    if (this.#scope.isReserved(wire.wireguardKey)) return { reason: 'reserved-key' };
    if (!this.#members.has(wire.peer) && this.#members.size >= PARTY_MEMBER_LIMIT)
      return { reason: 'party-full' };
    for (const other of this.#members.values()) {
      if (other.id === wire.peer) continue;
      if (other.address === address) return { reason: 'address-taken' };
      if (other.wireguardKey === wire.wireguardKey) return { reason: 'key-taken' };
    }
    const { partyId, sealKey } = this.#scope;
    const { identity, wireguardKey } = wire;
    const decoded = decodeRecord(wire.record, { partyId, sealKey, identity, wireguardKey });
    if ('rejected' in decoded) return { reason: `bad-${decoded.rejected}` };
    return {
      id: wire.peer,
      identity,
      wireguardKey,
      address,
      presence: wire.presence,
      recordSeq: wire.record.seq,
      record: decoded.record,
      reachability: decoded.record.reachability,
    };
  }

  #reject(peer: string, because: Because<'party.record-rejected'>): RosterChange[] {
    const reasons = this.#rejected.get(peer) ?? new Set();
    if (reasons.has(because.reason) || (reasons.size === 0 && this.#rejected.size >= TOLD_LIMIT)) return [];
    this.#rejected.set(peer, reasons.add(because.reason));
    return [{ type: 'rejected', fault: fault('party.record-rejected', { peer, ...because }) }];
  }

  #acquit(peer: string): RosterChange[] {
    return this.#rejected.delete(peer) ? [{ type: 'no-longer-rejected', peer }] : [];
  }
}

function isSame(a: RosterMember, b: RosterMember): boolean {
  return (
    a.presence === b.presence &&
    a.recordSeq === b.recordSeq &&
    a.address === b.address &&
    a.wireguardKey === b.wireguardKey
  );
}

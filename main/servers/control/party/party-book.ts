/** The rules of parties: who may take which place, and for how long. Knows the store, but no connection. */
import type { MemberRecord } from '../../../../shared/control/messages.ts';
import { fault } from '../../../../shared/faults/fault.ts';
import { fail, ok, type Result } from '../../../../shared/result.ts';
import type { Clock } from '../../../base/clock.ts';
import type { ControlLimits } from '../limits.ts';
import type { PartyStore, StoredMember, StoredParty } from '../store/party-store.ts';
import { chooseSeat, type Device, isSigned, rejectRecord, type Seat, type SeatFault } from './seat.ts';
import { hashToken, makeToken, matchesToken } from './token.ts';

/** What a new party is made of. */
export type PartyTerms = Pick<StoredParty, 'id' | 'memberAuth' | 'subnet' | 'about' | 'relay'>;

/** A place taken. */
export interface Taken {
  readonly party: StoredParty;
  readonly member: StoredMember;
  /** Resumes this place; only its hash is kept. */
  readonly token: string;
  /** False when it was on the roster already. */
  readonly arrived: boolean;
}

type FindFault = 'party.not-found' | 'party.invite-expired';

/** What is left of the record of a member that left: any later one is newer. */
const NO_RECORD: MemberRecord = { seq: -1, sealed: '', signature: '' };

export class PartyBook {
  readonly #store: PartyStore;
  readonly #limits: ControlLimits;
  readonly #clock: Clock;

  constructor(store: PartyStore, limits: ControlLimits, clock: Clock) {
    this.#store = store;
    this.#limits = limits;
    this.#clock = clock;
  }

  /** Finds a party that can be joined. */
  find(id: string): Result<StoredParty, FindFault> {
    const party = this.#store.party(id);
    // The client knows by which address it asked; the server doesn't.
    if (party === null) return fail(fault('party.not-found', { server: '' }));
    if (party.endedAt === null) return ok(party);
    return fail(fault('party.invite-expired', { endedAt: new Date(party.endedAt).toISOString() }));
  }

  /** Those who are on the roster, away ones included, by index. */
  roster(party: string): readonly StoredMember[] {
    return this.#store.members(party).filter((member) => member.leftAt === null);
  }

  /** Makes a party with its first member. */
  create(
    device: Device,
    terms: PartyTerms,
  ): Result<Taken, SeatFault | 'party.exists' | 'control.too-many-parties'> {
    const { parties, partiesPerIdentity } = this.#limits;
    return this.#store.transaction(() => {
      if (this.#store.party(terms.id) !== null) return fail(fault('party.exists', {}));
      if (this.#store.countPartiesOf(device.peer) >= partiesPerIdentity) {
        return fail(fault('control.too-many-parties', { limit: partiesPerIdentity }));
      }
      if (this.#store.countParties() >= parties) {
        return fail(fault('control.too-many-parties', { limit: parties }));
      }
      const seat = this.#seat(terms, device);
      if (!seat.ok) return seat;
      const party = { ...terms, epoch: 0, creator: device.peer, activeAt: this.#now(), endedAt: null };
      this.#store.addParty(party);
      return ok(this.#admit(party, device, seat.value));
    });
  }

  /** Takes a place, or takes the own one up again. The caller has checked the proof of membership. */
  join(device: Device, party: StoredParty): Result<Taken, SeatFault> {
    return this.#store.transaction(() => {
      const seat = this.#seat(party, device);
      return seat.ok ? ok(this.#admit(party, device, seat.value)) : seat;
    });
  }

  /** Takes the own place up again by its token; an older record is ignored. */
  resume(
    asker: { readonly peer: string; readonly party: string; readonly token: string },
    record: MemberRecord,
  ): Result<Taken, FindFault | SeatFault | 'control.token-invalid'> {
    return this.#store.transaction(() => {
      const party = this.find(asker.party);
      if (!party.ok) return party;
      const before = this.#store.member(asker.party, asker.peer);
      const token = before?.token ?? null;
      if (before === null || token === null || token.expiresAt <= this.#now()) {
        return fail(fault('control.token-invalid', {}));
      }
      if (!matchesToken(asker.token, token.hash)) return fail(fault('control.token-invalid', {}));
      const device = { ...before, record: record.seq > before.record.seq ? record : before.record };
      const seat = this.#seat(party.value, device);
      return seat.ok ? ok(this.#admit(party.value, device, seat.value, asker.token)) : seat;
    });
  }

  /** Replaces the record of a member by a newer one. */
  update(party: string, peer: string, record: MemberRecord): Result<StoredMember, 'party.record-rejected'> {
    return this.#store.transaction(() => {
      const before = this.#store.member(party, peer);
      if (before === null) return rejectRecord(peer, { reason: 'not-a-member' });
      if (record.seq <= before.record.seq) return rejectRecord(peer, { reason: 'old-record' });
      if (!isSigned(before, record)) return rejectRecord(peer, { reason: 'bad-signature' });
      const member = { ...before, record };
      this.#store.putMember(member);
      return ok(member);
    });
  }

  /** Takes a member off the roster of its own will; the last one ends the party. @returns whether it ended. */
  leave(party: string, peer: string): boolean {
    return this.#store.transaction(() => {
      const member = this.#store.member(party, peer);
      if (member !== null) {
        this.#store.putMember({ ...member, record: NO_RECORD, token: null, leftAt: this.#now() });
      }
      const ended = this.roster(party).length === 0;
      if (ended) this.#store.endParty(party, this.#now());
      else this.#store.touchParty(party, this.#now());
      return ended;
    });
  }

  /** Takes a silent member off the roster; its token still brings it back. */
  remove(party: string, peer: string): void {
    const member = this.#store.member(party, peer);
    if (member !== null) this.#store.putMember({ ...member, leftAt: this.#now() });
  }

  /** Keeps token and party from running out while they are in use. */
  renew(party: string, peer: string): void {
    this.#store.transaction(() => {
      const member = this.#store.member(party, peer);
      if (member === null || member.token === null) return;
      const token = { ...member.token, expiresAt: this.#now() + this.#limits.tokenMs };
      this.#store.putMember({ ...member, token });
      this.#store.touchParty(party, this.#now());
    });
  }

  /** Ends parties that nobody used for long and forgets what has run out. @returns ids of the parties that ended. */
  expire(inUse: (party: string) => boolean): readonly string[] {
    const now = this.#now();
    return this.#store.transaction(() => {
      this.#store.freePlaces(now - this.#limits.placeMs);
      this.#store.forgetEnded(now - this.#limits.tombstoneMs);
      const idle = this.#store
        .liveParties()
        .filter((party) => party.activeAt < now - this.#limits.partyIdleMs && !inUse(party.id));
      for (const party of idle) this.#store.endParty(party.id, now);
      return idle.map((party) => party.id);
    });
  }

  #seat(party: Pick<StoredParty, 'id' | 'subnet'>, device: Device): Result<Seat, SeatFault> {
    this.#store.freePlaces(this.#now() - this.#limits.placeMs);
    return chooseSeat(party, this.#store.members(party.id), device, this.#limits.membersPerParty);
  }

  #admit(party: StoredParty, device: Device, seat: Seat, token = makeToken()): Taken {
    const member: StoredMember = {
      party: party.id,
      peer: device.peer,
      identity: device.identity,
      wireguardKey: device.wireguardKey,
      index: seat.index,
      record: device.record,
      leftAt: null,
      token: { hash: hashToken(token), expiresAt: this.#now() + this.#limits.tokenMs },
    };
    this.#store.putMember(member);
    this.#store.touchParty(party.id, this.#now());
    return { party, member, token, arrived: seat.arrives };
  }

  #now(): number {
    return this.#clock.date().getTime();
  }
}

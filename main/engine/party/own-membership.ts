/** Our membership of a party: its name, our place in it and what we say of ourselves, as server and disk have them. */
import { formatSubnet, hostAddress, parseSubnet, type Subnet } from '../../../shared/address.ts';
import type { Joined, MemberRecord } from '../../../shared/control/messages.ts';
import { SUCCESSION_VERSION, tombstoneBytes } from '../../../shared/control/succession.ts';
import { type Fault, fault } from '../../../shared/faults/fault.ts';
import type { Reachability } from '../../../shared/model/reachability.ts';
import { invariant, ok, type Result } from '../../../shared/result.ts';
import { sign } from '../../crypto/signature.ts';
import type { PartySeed } from '../../servers/serve.ts';
import type { Membership } from '../config/membership-store.ts';
import { findClash, ownNetworks, rejectSubnet } from '../machine/own-networks.ts';
import type { Tombstone } from '../succession/succession-events.ts';
import { openAbout, sealAbout } from './about.ts';
import { displayName, type PartyContext, type PartyFacts } from './party-context.ts';
import { encodeRecord } from './peer-record.ts';

/** Our place in the party: the same address at every member. */
export interface Seat {
  readonly subnet: Subnet;
  readonly index: number;
}

export class OwnMembership {
  /** What signals of this start of the engine are bound to. */
  readonly run: string;
  readonly #facts: PartyFacts;
  readonly #context: PartyContext;
  readonly #reachability: () => Reachability;
  #seat: Seat = { subnet: { base: 0, prefix: 0 }, index: 0 };
  #name = '';
  /** Of the membership that is kept; null: none is. */
  #token: string | null = null;
  /** Of the last record: upwards over restarts and leaving too, as members reject what is older than they know. */
  #recordSeq: number;
  /** The server may name no other subnet any more. */
  #isSettled = false;

  /** @param reachability - how we are reached, for the record. */
  constructor(facts: PartyFacts, context: PartyContext, reachability: () => Reachability) {
    this.#facts = facts;
    this.#context = context;
    this.#reachability = reachability;
    const { keys, recordNumbers } = context.stores;
    this.#recordSeq = recordNumbers.latest(facts.keys.partyId, keys.peerId);
    this.run = Buffer.from(context.ports.random.bytes(16)).toString('base64url');
  }

  get name(): string {
    return this.#name;
  }

  get seat(): Seat {
    return this.#seat;
  }

  /** The index to ask a server for that forgot it; null before there is one. */
  get place(): number | null {
    return this.#seat.index || (this.#facts.met?.place ?? null);
  }

  /** What a later run, or this one, goes on with; null while nothing is kept. */
  get kept(): Membership | null {
    const { code, keys, servers, embedded, reign } = this.#facts;
    if (this.#token === null) return null;
    return {
      code,
      servers: [...servers],
      partyId: keys.partyId,
      token: this.#token,
      index: this.#seat.index,
      subnet: formatSubnet(this.#seat.subnet),
      hosting: embedded !== null,
      reign: reign === null ? null : { ...reign, urls: [...reign.urls], heirs: [...reign.heirs] },
      name: this.#name,
      recordSeq: this.#recordSeq,
      savedAt: this.#context.ports.clock.date().toISOString(),
    };
  }

  /** Goes on with what an earlier run kept. */
  continueFrom({ subnet, index, name, token, recordSeq }: Membership): void {
    this.#name = name;
    this.#token = token;
    this.#recordSeq = Math.max(this.#recordSeq, recordSeq);
    this.#sit(subnet, index);
  }

  /**
   * Why a membership can't be taken. The party's subnet never changes, and our place lies in it; a server that says
   * otherwise is not followed.
   */
  refuse({ index, party }: Joined): Fault | null {
    const subnet = parseSubnet(party.subnet);
    const isOther = this.#isSettled && party.subnet !== formatSubnet(this.#seat.subnet);
    if (subnet === null || isOther) return fault('party.subnet-refused', { subnet: party.subnet });
    if (hostAddress(subnet, index) === null) {
      const found = { at: '', reason: 'place-outside', place: index, subnet: party.subnet } as const;
      return fault('control.bad-message', found);
    }
    // Only members can write it: a server that has none of them knows the party by its number alone.
    if (this.#name === '' && openAbout(party.about, this.#facts.keys) === null) {
      return fault('control.bad-message', { at: '', reason: 'bad-join-answer' });
    }
    return rejectSubnet(subnet);
  }

  /** Takes what the server gave us; {@link OwnMembership.save} keeps it for the next run. */
  take({ index, party, token }: Joined): void {
    this.#name = openAbout(party.about, this.#facts.keys) ?? this.#name;
    this.#sit(party.subnet, index);
    this.#token = token;
  }

  /** Takes the place for good. @returns why it can't be taken on this machine. */
  settle(): Fault | null {
    const { subnet } = this.#seat;
    this.#isSettled = true;
    const unfit = rejectSubnet(subnet);
    if (unfit !== null) return unfit;
    const clash = findClash(subnet, ownNetworks(this.#context.ports.machine, this.#context.tunnel.name));
    if (clash === undefined) return null;
    return fault('tunnel.address-conflict', { subnet: formatSubnet(subnet), device: clash.device });
  }

  /** What the party is made of, for a server that lost it. */
  terms(): { readonly subnet: string; readonly about: string } {
    return { subnet: formatSubnet(this.#seat.subnet), about: sealAbout(this.#name, this.#facts.keys) };
  }

  /** The party without its members, for servers that one of these starts. */
  seed(): Omit<PartySeed, 'members'> {
    const { partyId, memberAuth } = this.#facts.keys;
    const creator = this.#context.stores.keys.peerId;
    return { id: partyId, memberAuth: memberAuth.publicKey, ...this.terms(), creator };
  }

  /** Ourselves, as a server holds us. */
  wire(): PartySeed['members'][number] {
    const { peerId, identity, wireguard } = this.#context.stores.keys;
    return {
      peer: peerId,
      identity: identity.publicKey,
      wireguardKey: wireguard.publicKey,
      index: this.#seat.index,
      record: this.record(),
    };
  }

  /** Makes the next record of us. */
  record(): MemberRecord {
    const { app, stores, ports } = this.#context;
    const { identity, wireguard } = stores.keys;
    const { partyId, sealKey } = this.#facts.keys;
    this.#recordSeq = Math.max(this.#recordSeq + 1, ports.clock.date().getTime());
    const name = displayName(stores, ports.machine);
    const succession = SUCCESSION_VERSION;
    const record = { name, app, reachability: this.#reachability(), run: this.run, succession };
    const scope = { partyId, sealKey, identity: identity.publicKey, wireguardKey: wireguard.publicKey };
    return encodeRecord(record, this.#recordSeq, scope, identity.seed);
  }

  /** That we left for good: no record of before is true any more. */
  tombstone(): Tombstone {
    const { identity, peerId } = this.#context.stores.keys;
    const seq = ++this.#recordSeq;
    const signature = sign(identity.seed, tombstoneBytes(this.#facts.keys.partyId, peerId, seq));
    return { peer: peerId, seq, signature };
  }

  /** For the next run, which must not begin with a record that is older than our last, however its clock is set. */
  save(): Result<void> {
    const { kept } = this;
    if (kept === null) return ok(undefined);
    const { keys, memberships, recordNumbers } = this.#context.stores;
    // First: what it writes goes to the disk with the membership.
    const noted = recordNumbers.note(kept.partyId, new Map([[keys.peerId, this.#recordSeq]]));
    const saved = memberships.save(kept);
    return saved.ok ? noted : saved;
  }

  /** Keeps nothing for the next run any more. */
  forget(): Result<void> {
    this.#token = null;
    return this.#context.stores.memberships.clear();
  }

  #sit(text: string, index: number): void {
    const subnet = parseSubnet(text);
    invariant(subnet !== null, 'a subnet from the wire or the disk has been checked');
    this.#seat = { subnet, index };
  }
}

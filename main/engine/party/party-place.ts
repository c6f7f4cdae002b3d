/** Our place in a party: its name, its subnet and our index in it, as the server gives and the disk keeps them. */
import { formatSubnet, hostAddress, parseSubnet } from '../../../shared/address.ts';
import type { Joined } from '../../../shared/control/messages.ts';
import { type Fault, fault } from '../../../shared/faults/fault.ts';
import { invariant, ok, type Result } from '../../../shared/result.ts';
import type { Membership } from '../config/membership-store.ts';
import { openAbout, sealAbout } from './about.ts';
import { findClash, ownNetworks, rejectSubnet } from './own-networks.ts';
import type { PartyContext, PartyFacts } from './party-context.ts';
import type { Seat } from './party-tunnel.ts';

export class PartyPlace {
  readonly #facts: PartyFacts;
  readonly #context: PartyContext;
  #seat: Seat = { subnet: { base: 0, prefix: 0 }, index: 0 };
  #name = '';
  /** Of the membership that is kept. */
  #token: string | null = null;

  constructor(facts: PartyFacts, context: PartyContext) {
    this.#facts = facts;
    this.#context = context;
  }

  get name(): string {
    return this.#name;
  }

  get seat(): Seat {
    return this.#seat;
  }

  /** Goes on with what an earlier run kept. */
  continueFrom({ subnet, index, name, token }: Membership): void {
    this.#name = name;
    this.#token = token;
    this.#sit(subnet, index);
  }

  /** Takes what the server gave us. */
  take({ index, party }: Joined): void {
    this.#name = openAbout(party.about, this.#facts.keys) ?? this.#name;
    this.#sit(party.subnet, index);
  }

  /**
   * The party's subnet never changes, and our place lies in it; a server that says otherwise is not followed.
   * @param isSettled - whether we have taken our place in it.
   */
  refuse({ index, party }: Joined, isSettled: boolean): Fault | null {
    const subnet = parseSubnet(party.subnet);
    const isOther = isSettled && party.subnet !== formatSubnet(this.#seat.subnet);
    if (subnet === null || isOther) return fault('party.subnet-refused', { subnet: party.subnet });
    if (hostAddress(subnet, index) === null) {
      return fault('control.bad-message', { detail: `place ${index} is not in ${party.subnet}` });
    }
    return rejectSubnet(subnet);
  }

  /** Why the place can't be taken on this machine. */
  clash(): Fault | null {
    const { subnet } = this.#seat;
    const unfit = rejectSubnet(subnet);
    if (unfit !== null) return unfit;
    const clash = findClash(subnet, ownNetworks());
    if (clash === undefined) return null;
    return fault('tunnel.address-conflict', { subnet: formatSubnet(subnet), device: clash.device });
  }

  /** What the party is made of, as it was made. */
  terms(): { readonly subnet: string; readonly about: string } {
    return { subnet: formatSubnet(this.#seat.subnet), about: sealAbout(this.#name, this.#facts.keys) };
  }

  /** A later run must not begin with a record that is older than ours, however its clock is set. */
  saveRecord(recordSeq: number): Result<void> {
    return this.#token === null ? ok(undefined) : this.save(this.#token, recordSeq);
  }

  /** Nothing is kept for the next run any more. */
  forget(): void {
    this.#token = null;
  }

  /** Keeps it for the next run. */
  save(token: string, recordSeq: number): Result<void> {
    this.#token = token;
    const { code, keys, servers, embedded } = this.#facts;
    return this.#context.memberships.save({
      code,
      servers: [...servers],
      partyId: keys.partyId,
      token,
      index: this.#seat.index,
      subnet: formatSubnet(this.#seat.subnet),
      hosting: embedded !== null,
      name: this.#name,
      recordSeq,
      savedAt: this.#context.clock.date().toISOString(),
    });
  }

  #sit(text: string, index: number): void {
    const subnet = parseSubnet(text);
    invariant(subnet !== null, 'a subnet from the wire or the disk has been checked');
    this.#seat = { subnet, index };
  }
}

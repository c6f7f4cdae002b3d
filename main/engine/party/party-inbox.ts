/** What the control server pushes into a party, checked: who is in it, what they signal, what concerns relays. */
import type { Subnet } from '../../../shared/address.ts';
import type { ControlPush, Member } from '../../../shared/control/messages.ts';
import type { RecordNumbers } from '../config/record-numbers.ts';
import type { Signal, SignalEnvelope } from '../path/signal.ts';
import type { PartyContext, PartyFacts } from './party-context.ts';
import type { TellParty } from './party-event.ts';
import { isRosterPush, Roster, type RosterChange, type RosterMember } from './roster.ts';
import { SignalPost } from './signal-post.ts';

/** Above what a full party says while a device is made; more would only fill our memory. */
const EARLY_PUSHES = 1024;

export interface PartyInboxOptions {
  readonly facts: PartyFacts;
  readonly keys: PartyContext['stores']['keys'];
  /** Of this start of the engine. */
  readonly run: string;
  readonly recordNumbers: Pick<RecordNumbers, 'latest'>;
  /** Records with these numbers were taken. */
  noteNumbers(numbers: ReadonlyMap<string, number>): void;
  /** Whether no member may have this WireGuard key. */
  isReserved(wireguardKey: string): boolean;
  tell: TellParty;
}

export class PartyInbox {
  readonly #options: PartyInboxOptions;
  readonly #post: SignalPost;
  #roster: Roster | null = null;
  /** What came before the tunnel was asked for its address. */
  #early: ControlPush[] = [];
  /** Numbers of the records that were taken and not yet noted. */
  #taken: ReadonlyMap<string, number> = new Map();

  constructor(options: PartyInboxOptions) {
    this.#options = options;
    const { facts, keys, run } = options;
    const { partyId, sealKey } = facts.keys;
    const runOf = (peer: string): string => this.#roster?.get(peer)?.record.run ?? '';
    this.#post = new SignalPost({ partyId, sealKey, selfId: keys.peerId, run, runOf }, keys.identity.seed);
  }

  /** Empty for one that isn't a member. */
  nameOf(peer: string): string {
    return this.#roster?.get(peer)?.record.name ?? '';
  }

  /** Whether a member whose record was checked has this WireGuard key. */
  isMember(wireguardKey: string): boolean {
    return this.#roster?.members().some((member) => member.wireguardKey === wireguardKey) ?? false;
  }

  /** How many members the server sees. */
  get online(): number {
    return (this.#roster?.members() ?? []).filter(({ presence }) => presence === 'online').length;
  }

  members(): readonly RosterMember[] {
    return this.#roster?.members() ?? [];
  }

  member(peer: string): RosterMember | undefined {
    return this.#roster?.get(peer);
  }

  /** The members with their records as they signed them. */
  wires(): readonly Member[] {
    return this.#roster?.wires() ?? [];
  }

  /** Another server takes over, which not all have come to yet. */
  expectStragglers(): void {
    this.#roster?.expectStragglers();
  }

  endStragglers(): void {
    this.#tellAll(this.#roster?.endStragglers());
  }

  /** A member left, as it says itself. */
  bury(peer: string, seq: number): void {
    this.#tellAll(this.#roster?.bury(peer, seq));
  }

  /** Which program and version each member runs, as its record tells. */
  versions(): [peer: string, app: string][] {
    return (this.#roster?.members() ?? []).map(({ id, record }) => [id, record.app]);
  }

  /** Hands on what came so far, and from now on at once. */
  open(subnet: Subnet): void {
    const { facts, keys, recordNumbers, isReserved } = this.#options;
    const { partyId, sealKey } = facts.keys;
    this.#roster = new Roster({
      partyId,
      sealKey,
      selfId: keys.peerId,
      subnet,
      lastNumber: (peer) => recordNumbers.latest(partyId, peer),
      noteNumbers: (numbers) => {
        this.#taken = numbers;
      },
      isReserved,
    });
    const early = this.#early;
    this.#early = [];
    for (const push of early) this.receive(push);
  }

  receive(push: ControlPush): void {
    const { tell } = this.#options;
    const roster = this.#roster;
    if (roster === null) {
      if (this.#early.length < EARLY_PUSHES) this.#early.push(push);
    } else if (isRosterPush(push)) {
      this.#tellAll(roster.apply(push));
      // The disk is slow, and somebody may be waiting to be met.
      this.#options.noteNumbers(this.#taken);
    } else if (push.type === 'signal') {
      const sender = roster.get(push.from);
      const body = sender === undefined ? null : this.#post.read(sender, push);
      if (body !== null) tell({ type: 'signalled', from: push.from, body });
    } else if (push.type !== 'challenge' && push.type !== 'error' && push.type !== 'meeting.note') {
      tell(push);
    }
  }

  #tellAll(changes: readonly RosterChange[] = []): void {
    for (const change of changes) this.#options.tell({ type: 'roster', change });
  }

  /** Seals a signal for a member. */
  write(to: string, body: Signal): SignalEnvelope {
    return this.#post.write(to, body);
  }
}

/** What the control server pushes into a party, handed to whom it concerns. */
import type { Subnet } from '../../../shared/address.ts';
import type { ControlPush, RelayInfo } from '../../../shared/control/messages.ts';
import type { Fault } from '../../../shared/faults/fault.ts';
import type { MeshRunner } from '../path/run/mesh-runner.ts';
import type { PartyContext, PartyFacts } from './party-context.ts';
import { isRosterPush, Roster, type RosterChange } from './roster.ts';
import type { SignalPost } from './signal-post.ts';

/** Above what a full party says while a device is made; more would only fill our memory. */
const EARLY_PUSHES = 1024;

export interface PartyInboxOptions {
  readonly facts: PartyFacts;
  readonly context: PartyContext;
  readonly post: SignalPost;
  readonly links: Pick<MeshRunner, 'feed'>;
  /** Whether no member may have this WireGuard key. */
  isReserved(wireguardKey: string): boolean;
  onRelays(relays: readonly RelayInfo[], chosen: string | null): void;
  onObserved(push: Extract<ControlPush, { type: 'relay.observed' }>): void;
  /** What is for a relay of our own. */
  onOther(push: ControlPush): void;
  onNotice(fault: Fault): void;
  onChange(): void;
}

export class PartyInbox {
  readonly #options: PartyInboxOptions;
  #roster: Roster | null = null;
  /** What came before the tunnel had its address. */
  #early: ControlPush[] = [];
  #resumed = false;

  constructor(options: PartyInboxOptions) {
    this.#options = options;
  }

  get isOpen(): boolean {
    return this.#roster !== null;
  }

  /** Empty for one that isn't a member. */
  nameOf(peer: string): string {
    return this.#roster?.get(peer)?.record.name ?? '';
  }

  /** Which program and version each member runs, as its record tells. */
  versions(): [peer: string, app: string][] {
    return (this.#roster?.members() ?? []).map(({ id, record }) => [id, record.app]);
  }

  /** The run of a member's engine, as its record tells; empty for one that isn't a member. */
  runOf(peer: string): string {
    return this.#roster?.get(peer)?.record.run ?? '';
  }

  /** Hands on what came so far, and from now on at once. @param how - resumed: an earlier run was in the party. */
  open(how: { subnet: Subnet; resumed: boolean }): void {
    const { partyId, sealKey } = this.#options.facts.keys;
    const { isReserved, context } = this.#options;
    const selfId = context.keys.peerId;
    this.#resumed = how.resumed;
    this.#roster = new Roster({ partyId, sealKey, selfId, subnet: how.subnet, isReserved });
    const early = this.#early;
    this.#early = [];
    for (const push of early) this.receive(push);
  }

  receive(push: ControlPush): void {
    const roster = this.#roster;
    if (roster === null) {
      if (this.#early.length < EARLY_PUSHES) this.#early.push(push);
    } else if (isRosterPush(push)) {
      for (const change of roster.apply(push)) this.#follow(change);
    } else if (push.type === 'signal') {
      const sender = roster.get(push.from);
      const body = sender === undefined ? null : this.#options.post.read(sender, push);
      if (body !== null) this.#options.links.feed({ type: 'signal', from: push.from, body });
    } else if (push.type === 'relay.observed') {
      this.#options.onObserved(push);
    } else if (push.type === 'relay.list') {
      this.#options.onRelays(push.relays, push.chosen);
    } else {
      this.#options.onOther(push);
    }
    this.#options.onChange();
  }

  #follow(change: RosterChange): void {
    const links = this.#options.links;
    if (change.type === 'rejected') this.#options.onNotice(change.fault);
    else if (change.type === 'removed') links.feed({ type: 'left', member: change.member.id });
    else if (change.type === 'changed') links.feed({ type: 'changed', member: change.member });
    else links.feed({ type: 'came', member: change.member, how: this.#howMet(change.joinedAfterUs) });
  }

  #howMet(joinedAfterUs: boolean): 'came' | 'found' | 'resumed' {
    if (joinedAfterUs) return 'came';
    return this.#resumed ? 'resumed' : 'found';
  }
}

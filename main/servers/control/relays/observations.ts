/**
 * From where relays see the members' WireGuard sockets, and who is told. An address is personal, and holding a key is
 * not proved here: what is seen while two identities claim the key is nobody's, and what was seen of one is never told
 * to another, also not once the first has left.
 */
import type { ControlPush, ObservedVia } from '../../../../shared/control/messages.ts';
import type { Clock } from '../../../base/clock.ts';

type ObservedPush = Extract<ControlPush, { type: 'relay.observed' }>;

/** A place that a key is used in. */
export interface Holder {
  readonly party: string;
  readonly peer: string;
}

interface Seen {
  /** Who alone claimed the key then. */
  readonly peer: string;
  observed: string | null;
  probed: string | null;
}

/** Main and probe are mostly seen within a round trip of each other: one push says both. */
const GATHER_MS = 30;

export class Observations {
  readonly #clock: Clock;
  readonly #push: (holder: Holder, push: ObservedPush) => void;
  /** Party → key → peer, as on the rosters. */
  readonly #rosters = new Map<string, ReadonlyMap<string, string>>();
  /** Key → party → peer: the same the other way round. */
  readonly #holders = new Map<string, Map<string, string>>();
  /** Key → relay. Only keys on a roster are kept, each with the relays that serve. */
  readonly #seen = new Map<string, Map<string, Seen>>();
  readonly #changed = new Map<string, Set<string>>();

  constructor(clock: Clock, push: (holder: Holder, push: ObservedPush) => void) {
    this.#clock = clock;
    this.#push = push;
  }

  /** Takes a party's roster, and forgets keys that are on none any more. */
  setRoster(
    party: string,
    members: readonly { readonly peer: string; readonly wireguardKey: string }[],
  ): void {
    const before = this.#rosters.get(party);
    const now = new Map(members.map(({ peer, wireguardKey }) => [wireguardKey, peer]));
    if (now.size === 0) this.#rosters.delete(party);
    else this.#rosters.set(party, now);
    for (const key of before?.keys() ?? []) if (!now.has(key)) this.#release(key, party);
    for (const [key, peer] of now) {
      this.#holders.set(key, (this.#holders.get(key) ?? new Map<string, string>()).set(party, peer));
    }
  }

  /** Notes what a relay saw; its holder is told soon, if it is news. A key on no roster, or in dispute, is passed over. */
  note(relay: string, key: string, endpoint: string, via: ObservedVia): void {
    const [peer, ...others] = this.#claimants(key);
    if (peer === undefined || others.length > 0) return;
    const relays = this.#seen.get(key) ?? new Map<string, Seen>();
    const known = relays.get(relay);
    const seen = known?.peer === peer ? known : { peer, observed: null, probed: null };
    const field = via === 'main' ? 'observed' : 'probed';
    if (seen[field] === endpoint) return;
    seen[field] = endpoint;
    this.#seen.set(key, relays.set(relay, seen));
    if (this.#changed.size === 0) this.#clock.after(GATHER_MS, () => this.#tellChanges());
    this.#changed.set(key, (this.#changed.get(key) ?? new Set<string>()).add(relay));
  }

  /** Tells a member that has just entered what is known of its key. */
  tell(key: string, holder: Holder): void {
    if (this.isDisputed(key)) return;
    for (const [relay, seen] of this.#seen.get(key) ?? []) this.#say(holder, relay, seen);
  }

  /** Whether the key is on the roster of a party. */
  isIn(party: string, key: string): boolean {
    return this.#rosters.get(party)?.has(key) ?? false;
  }

  /** True while several identities claim the key, in whatever parties: it may be that of only one of them. */
  isDisputed(key: string): boolean {
    return this.#claimants(key).length > 1;
  }

  /** Where relays see the key of a peer now; nowhere while others claim it. @param counts - which relays are believed. */
  seenAt(key: string, peer: string, counts: (relay: string) => boolean): string[] {
    if (this.isDisputed(key)) return [];
    return [...(this.#seen.get(key) ?? [])].flatMap(([relay, seen]) =>
      seen.peer === peer && seen.observed !== null && counts(relay) ? [seen.observed] : [],
    );
  }

  forgetRelay(relay: string): void {
    for (const [key, relays] of this.#seen)
      if (relays.delete(relay) && relays.size === 0) this.#seen.delete(key);
  }

  #tellChanges(): void {
    const changes = [...this.#changed];
    this.#changed.clear();
    for (const [key, relays] of changes) {
      if (this.isDisputed(key)) continue;
      for (const relay of relays) {
        const seen = this.#seen.get(key)?.get(relay);
        if (seen === undefined) continue;
        for (const [party, peer] of this.#holders.get(key) ?? []) this.#say({ party, peer }, relay, seen);
      }
    }
  }

  #say(holder: Holder, relay: string, { peer, observed, probed }: Seen): void {
    if (holder.peer === peer) this.#push(holder, { type: 'relay.observed', relay, observed, probed });
  }

  /** The identities that use the key, each in however many parties. */
  #claimants(key: string): string[] {
    return [...new Set(this.#holders.get(key)?.values())];
  }

  #release(key: string, party: string): void {
    const parties = this.#holders.get(key);
    parties?.delete(party);
    if (parties?.size !== 0) return;
    this.#holders.delete(key);
    this.#seen.delete(key);
    this.#changed.delete(key);
  }
}

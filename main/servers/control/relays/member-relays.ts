/** Relays that members run for their own party, each for as long as its member is there. */
import type { ControlPush, RelayInfo } from '../../../../shared/control/messages.ts';
import type { Clock } from '../../../base/clock.ts';

/** The way to the member, and so to its relay. */
export interface MemberLine {
  readonly isOpen: boolean;
  push(push: ControlPush): void;
}

interface Entry {
  readonly info: RelayInfo;
  readonly line: MemberLine;
  /** Monotonic ms at which the line was last known to be open. */
  openAt: number;
}

/** A member whose connection dropped is mostly back within it; its relay serves meanwhile whom it was told. */
const GRACE_MS = 30_000;
const PREFIX = 'member:';

/** The id of a member's relay: no operator's relay may have one like it. */
export function memberRelayId(peer: string): string {
  return `${PREFIX}${peer}`;
}

export function isMemberRelay(relay: string): boolean {
  return relay.startsWith(PREFIX);
}

export class MemberRelays {
  /** Party → relay id → relay, in the order in which they came. */
  readonly #parties = new Map<string, Map<string, Entry>>();
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  list(party: string): RelayInfo[] {
    return [...(this.#parties.get(party)?.values() ?? [])].map(({ info }) => info);
  }

  has(party: string, relay: string): boolean {
    return this.#parties.get(party)?.has(relay) ?? false;
  }

  /** The one that has been there longest; null when there is none. */
  choose(party: string): string | null {
    return this.list(party)[0]?.id ?? null;
  }

  /** Adds a relay, or takes it up again as it is now. */
  put(party: string, info: RelayInfo, line: MemberLine): void {
    const relays = this.#parties.get(party) ?? new Map<string, Entry>();
    this.#parties.set(party, relays.set(info.id, { info, line, openAt: this.#clock.now() }));
  }

  /** @returns whether it was there. */
  remove(party: string, relay: string): boolean {
    const relays = this.#parties.get(party);
    const entry = relays?.get(relay);
    if (relays === undefined || entry === undefined) return false;
    entry.line.push({ type: 'relay.admission', party, keys: [] });
    relays.delete(relay);
    if (relays.size === 0) this.#parties.delete(party);
    return true;
  }

  /** Tells a party's relays whom they may serve, and nobody else's. */
  admit(party: string, keys: readonly string[]): void {
    this.#tell(party, { type: 'relay.admission', party, keys: [...keys] });
  }

  hold(party: string, a: string, b: string, ms: number): void {
    this.#tell(party, { type: 'relay.hold', a, b, ms });
  }

  /** Removes those whose members have been away too long. */
  expire(): readonly { readonly party: string; readonly relay: string }[] {
    const now = this.#clock.now();
    const gone: { party: string; relay: string }[] = [];
    for (const [party, relays] of this.#parties) {
      for (const [relay, entry] of relays) {
        if (entry.line.isOpen) entry.openAt = now;
        else if (now - entry.openAt >= GRACE_MS) gone.push({ party, relay });
      }
    }
    for (const { party, relay } of gone) this.remove(party, relay);
    return gone;
  }

  #tell(party: string, push: ControlPush): void {
    for (const { line } of this.#parties.get(party)?.values() ?? []) line.push(push);
  }
}

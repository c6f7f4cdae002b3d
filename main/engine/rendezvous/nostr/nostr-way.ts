/**
 * Relays of Nostr. They pass on at once, so nothing is said until somebody asks. All who hold a code go through the list in the
 * same order. Who takes others in listens at the first five that have it, and doesn't learn which of them would refuse an event
 * of its; who wants in asks three that don't.
 */
import { fullJitter } from '../../../base/backoff.ts';
import type { Clock } from '../../../base/clock.ts';
import type { Random } from '../../../base/random.ts';
import type { OpenControlSocket } from '../../../control-client/control-socket.ts';
import type { OpenedWay, OpenWay, Outgoing, PlaceEvents, PlaceRole } from '../place.ts';
import type { PlaceState } from '../rendezvous.ts';
import { StandingNotes } from '../standing-notes.ts';
import { RelayVisit } from './relay-visit.ts';

export interface NostrPorts {
  readonly clock: Clock;
  readonly random: Random;
  readonly openSocket: OpenControlSocket;
}

const WANTED = { h: 3, k: 5 };
/** After this the next relay is tried as well. */
const SLOW_MS = 1500;
const UNREACHABLE_BACKOFF = { baseMs: 2000, maxMs: 300_000 };
/** Who refuses has a rule, and keeps it. */
const REFUSED_MS = 600_000;
/** A note that leaves while its sender leaves. */
const LINGER_MS = 200;

interface Relay {
  readonly url: string;
  visit: RelayVisit | null;
  state: PlaceState['state'];
  since: number;
  failures: number;
  retryAt: number;
  /** Its ask is answered here. */
  wasAnswered: boolean;
}

export function nostrWay(urls: readonly string[], ports: NostrPorts): OpenWay {
  return (role, events) => new RelayPool(urls, ports, role, events);
}

class RelayPool implements OpenedWay {
  readonly #ports: NostrPorts;
  readonly #role: PlaceRole;
  readonly #events: PlaceEvents;
  readonly #relays: readonly Relay[];
  readonly #standing: StandingNotes;
  #cancel: () => void = () => undefined;
  #isClosed = false;

  constructor(urls: readonly string[], ports: NostrPorts, role: PlaceRole, events: PlaceEvents) {
    this.#ports = ports;
    this.#role = role;
    this.#events = events;
    this.#standing = new StandingNotes(ports.clock);
    const ranked = [...new Set(urls)].map((url) => ({ url, rank: role.rank(url) }));
    ranked.sort((a, b) => (a.rank < b.rank ? -1 : 1));
    this.#relays = ranked.map(({ url }) => ({
      url,
      visit: null,
      state: 'closed',
      since: 0,
      failures: 0,
      retryAt: 0,
      wasAnswered: false,
    }));
    this.#review();
  }

  states(): PlaceState[] {
    return this.#relays
      .filter(({ visit, failures }) => visit !== null || failures > 0)
      .map(({ url, state }) => ({ way: 'nostr', place: url, state }));
  }

  send(note: Outgoing): void {
    // One that answers nobody is for where it can lie.
    if (note.kind === 'record' && note.answers === null) return;
    this.#standing.add(note);
    for (const relay of this.#relays) this.#sendTo(relay, note);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#cancel();
    const open = this.#relays.filter(({ state }) => state === 'open');
    if (open.some(({ wasAnswered }) => wasAnswered)) {
      await new Promise<void>((resolve) => this.#ports.clock.after(LINGER_MS, resolve));
    }
    for (const relay of this.#relays) this.#leave(relay);
  }

  #sendTo(relay: Relay, { kind, sealed, answers }: Outgoing): void {
    if (answers !== null && answers !== relay.url) return;
    if (kind === 'gone' && !relay.wasAnswered) return;
    if (answers !== null) relay.wasAnswered = true;
    relay.visit?.send(sealed);
  }

  /** Opens the first that are wanted, and leaves those that are so no more. */
  #review(): void {
    if (this.#isClosed) return;
    const now = this.#ports.clock.now();
    const wanted = WANTED[this.#role.hears];
    let open = 0;
    let hopeful = 0;
    let next = Number.POSITIVE_INFINITY;
    for (const relay of this.#relays) {
      if (open >= wanted) this.#leave(relay);
      else if (relay.visit === null && relay.retryAt <= now && open + hopeful < wanted) this.#visit(relay);
      if (relay.state === 'open') open++;
      if (relay.state === 'opening' && now - relay.since < SLOW_MS) hopeful++;
      const dueAt = relay.visit === null ? relay.retryAt : relay.since + SLOW_MS;
      if (dueAt > now) next = Math.min(next, dueAt);
    }
    this.#cancel();
    if (next < Number.POSITIVE_INFINITY) {
      this.#cancel = this.#ports.clock.after(next - now, () => this.#review());
    }
    this.#events.state();
  }

  #visit(relay: Relay): void {
    const { clock, random } = this.#ports;
    relay.state = 'opening';
    relay.since = clock.now();
    relay.visit = new RelayVisit({
      ...this.#ports,
      url: relay.url,
      role: this.#role,
      onConnected: () => {
        for (const note of this.#standing.now()) this.#sendTo(relay, note);
      },
      onOpen: () => {
        relay.state = 'open';
        relay.failures = 0;
        this.#review();
      },
      onNote: (sealed) => this.#events.note(relay.url, sealed),
      onEnd: (why) => {
        relay.visit = null;
        relay.state = why;
        const pause =
          why === 'refused' ? REFUSED_MS : fullJitter(relay.failures, random.unit(), UNREACHABLE_BACKOFF);
        relay.retryAt = clock.now() + pause;
        relay.failures++;
        this.#review();
      },
    });
  }

  #leave(relay: Relay): void {
    relay.visit?.close();
    if (relay.visit !== null) relay.state = 'closed';
    relay.visit = null;
    relay.wasAnswered = false;
  }
}

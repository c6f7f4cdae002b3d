import type { RelayInfo } from '../../../../shared/control/messages.ts';
import type { Clock } from '../../../base/clock.ts';
import type { ObservedListener } from '../../relay/observed-listener.ts';

/** Reports come every 30 s; one that misses three is gone. */
export const RELAY_EXPIRES_AFTER_MS = 90_000;

/** A relay that takes orders: the relay itself or the way to it. */
export interface AdmissionSink {
  /** Replaces the keys of the party; none removes it. */
  admit(party: string, keys: readonly string[]): void;
  /** Drops what passes between two WireGuard keys that share a party, both ways, for `ms`. */
  hold(keyA: string, keyB: string, ms: number): void;
}

/** The relay of this process. */
export interface OwnRelay {
  readonly info: RelayInfo;
  readonly sink: AdmissionSink;
  readonly clientsNow: () => number;
  readonly onObserved: (listener: ObservedListener) => () => void;
}

interface Entry {
  info: RelayInfo;
  /** null while its connection is down. */
  sink: AdmissionSink | null;
  clients: number;
  /** Parties that got this relay since it last said how many clients it has. */
  chosenSince: number;
  /** Monotonic ms of its last word. */
  heardAt: number;
  /** Set for the relay of this process, which need not report and can't go alone. */
  readonly clientsNow: (() => number) | null;
}

/** The relays that serve now. One whose connection broke still serves and is kept until it has been silent too long. */
export class RelayRegistry {
  readonly #entries = new Map<string, Entry>();
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get size(): number {
    return this.#entries.size;
  }

  has(id: string): boolean {
    return this.#entries.has(id);
  }

  /** Whether {@link choose} would find one. */
  get canServe(): boolean {
    return [...this.#entries.values()].some(({ sink }) => sink !== null);
  }

  isLocal(id: string): boolean {
    return (this.#entries.get(id)?.clientsNow ?? null) !== null;
  }

  list(): RelayInfo[] {
    return [...this.#entries.values()].map((entry) => entry.info);
  }

  /** Adds a relay, or takes it up again under its id. @param clientsNow - for the relay of this process only. */
  attach(info: RelayInfo, sink: AdmissionSink, clientsNow: (() => number) | null): void {
    const clients = this.#entries.get(info.id)?.clients ?? 0;
    const heardAt = this.#clock.now();
    this.#entries.set(info.id, { info, sink, clients, chosenSince: 0, heardAt, clientsNow });
  }

  /** Gives the relay of this process other endpoints. @returns whether they are others. */
  moveLocal(endpoints: readonly string[]): boolean {
    const entry = [...this.#entries.values()].find(({ clientsNow }) => clientsNow !== null);
    if (entry === undefined || entry.info.endpoints.join() === endpoints.join()) return false;
    entry.info = { ...entry.info, endpoints: [...endpoints] };
    return true;
  }

  report(id: string, clients: number): void {
    const entry = this.#entries.get(id);
    if (entry === undefined) return;
    entry.clients = clients;
    entry.chosenSince = 0;
    entry.heardAt = this.#clock.now();
  }

  detach(id: string, sink: AdmissionSink): void {
    const entry = this.#entries.get(id);
    if (entry?.sink === sink) entry.sink = null;
  }

  /** Forgets relays that were silent too long. @returns their ids. */
  expire(): readonly string[] {
    const silent = [...this.#entries].filter(
      ([, { heardAt, clientsNow }]) =>
        clientsNow === null && this.#clock.now() - heardAt >= RELAY_EXPIRES_AFTER_MS,
    );
    for (const [id] of silent) this.#entries.delete(id);
    return silent.map(([id]) => id);
  }

  /** Picks the reachable relay with the fewest clients, by id among equals; null when there is none. */
  choose(): string | null {
    const load = (entry: Entry) => entry.clientsNow?.() ?? entry.clients + entry.chosenSince;
    const best = [...this.#entries.values()]
      .filter((entry) => entry.sink !== null)
      .sort((a, b) => load(a) - load(b) || (a.info.id < b.info.id ? -1 : 1))[0];
    if (best === undefined) return null;
    best.chosenSince += 1;
    return best.info.id;
  }

  /** Tells every relay, so that a party can be moved to any of them at once. */
  admit(party: string, keys: readonly string[]): void {
    for (const { sink } of this.#entries.values()) sink?.admit(party, keys);
  }

  /** Holds a pair at every relay: nobody else knows which of them its packets pass. */
  hold(keyA: string, keyB: string, ms: number): void {
    for (const { sink } of this.#entries.values()) sink?.hold(keyA, keyB, ms);
  }
}

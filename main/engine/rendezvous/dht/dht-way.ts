/**
 * The DHT as a place: what lies there has to be fetched. The host's record lies under one salt, knocks under one of four: who
 * knocks leaves those alone that the host may not have seen yet.
 */
import { dayOf, daysAround } from '../notes/day-keys.ts';
import type { OpenedWay, OpenWay, Outgoing, PlaceEvents, PlaceRole } from '../place.ts';
import type { PlaceState } from '../rendezvous.ts';
import { DhtClient, type DhtClientOptions } from './dht-client.ts';
import type { Item, ItemKey } from './mutable-item.ts';

const KNOCK_SLOTS = ['k0', 'k1', 'k2', 'k3'] as const;
/** How often is looked while somebody is likely to come, for how long, and how often later. */
const LOOK = { oftenMs: 1000, forMs: 600_000, seldomMs: 5000 };
/** A knock that lies there for less may not have been fetched: the host looks every 5 s at least, and asks half of the nodes. */
const UNHEARD_MS = 10_000;
/** Taking back the record must not keep anybody from leaving. */
const CLOSE_MS = 2000;
const PLACE = 'dht';

export function dhtWay(options: DhtClientOptions): OpenWay {
  return (role, events) => new DhtPlace(options, role, events);
}

class DhtPlace implements OpenedWay {
  readonly #options: DhtClientOptions;
  readonly #client: DhtClient;
  readonly #role: PlaceRole;
  readonly #events: PlaceEvents;
  readonly #startedAt: number;
  #isLooking = false;
  #isClosed = false;
  #cancel: () => void = () => undefined;
  #putting: Promise<unknown> = Promise.resolve();
  /** What we put last under the record's salt. */
  #ours: Buffer | null = null;
  /** The day under which a record was found. */
  #foundDay: number | null = null;

  constructor(options: DhtClientOptions, role: PlaceRole, events: PlaceEvents) {
    this.#options = options;
    this.#role = role;
    this.#events = events;
    this.#client = new DhtClient(options);
    this.#startedAt = options.clock.now();
  }

  states(): PlaceState[] {
    const { reached } = this.#client;
    const state = this.#isClosed ? 'closed' : reached === null ? 'opening' : reached ? 'open' : 'unreachable';
    return [{ way: 'dht', place: PLACE, state }];
  }

  send({ kind, sealed, answers }: Outgoing): void {
    // An ask is answered by what lies there, and an answer to one would be found by nobody sooner.
    if (answers !== null) return;
    const value = Buffer.from(sealed);
    if (kind === 'record' || kind === 'gone') {
      const before = this.#ours;
      if (kind === 'record') this.#ours = value;
      // What an heir has put stays.
      const mayReplace = kind === 'gone' ? (item: Item) => before?.equals(item.value) ?? false : undefined;
      for (const day of this.#days()) this.#put(this.#key(day, 'h'), value, mayReplace);
    } else if (kind === 'knock') {
      this.#keep(this.#knock(value));
    }
    if (!this.#isLooking) void this.#look();
  }

  async close(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#options.clock.after(CLOSE_MS, resolve);
    await Promise.race([this.#putting, promise]);
    this.#isClosed = true;
    this.#cancel();
    this.#client.close();
  }

  #put(key: ItemKey, value: Buffer, mayReplace?: (item: Item) => boolean): void {
    this.#keep(this.#client.put(key, value, mayReplace));
  }

  #keep(put: Promise<unknown>): void {
    this.#putting = Promise.all([this.#putting, put.then(() => this.#events.state())]);
  }

  async #knock(value: Buffer): Promise<void> {
    const { clock } = this.#options;
    const day = this.#foundDay ?? this.#today();
    // By chance, as the seal's nonce comes first.
    const first = (value[0] ?? 0) % KNOCK_SLOTS.length;
    const isUnheard = ({ seq }: Item): boolean => Math.abs(clock.date().getTime() - seq) < UNHEARD_MS;
    for (const slot of [...KNOCK_SLOTS.slice(first), ...KNOCK_SLOTS.slice(0, first)]) {
      const result = await this.#client.put(this.#key(day, slot), value, (item) => !isUnheard(item));
      if (result !== 'occupied' || this.#isClosed) return;
    }
    await this.#client.put(this.#key(day, KNOCK_SLOTS[first] ?? 'k0'), value);
  }

  async #look(): Promise<void> {
    this.#isLooking = true;
    const { clock } = this.#options;
    const slots = this.#role.hears === 'h' ? ['h'] : KNOCK_SLOTS;
    const looks = this.#days().flatMap((day) => slots.map((slot) => this.#lookAt(day, slot)));
    await Promise.all(looks);
    // Somebody whose clock is a day off writes under the names of that day.
    if (this.#role.hears === 'h' && this.#foundDay === null) {
      const today = this.#today();
      await Promise.all([today - 1, today + 1].map((day) => this.#lookAt(day, 'h')));
    }
    this.#events.state();
    if (this.#isClosed) return;
    const isEarly = clock.now() - this.#startedAt < LOOK.forMs;
    this.#cancel = clock.after(isEarly ? LOOK.oftenMs : LOOK.seldomMs, () => void this.#look());
  }

  #lookAt(day: number, slot: string): Promise<void> {
    return this.#client.poll(this.#key(day, slot), ({ value }) => {
      if (slot === 'h') this.#foundDay = day;
      this.#events.note(PLACE, value);
    });
  }

  #key(day: number, salt: string): ItemKey {
    return { ...this.#role.dayKeys(day).item, salt };
  }

  #days(): number[] {
    return daysAround(this.#options.clock.date().getTime());
  }

  #today(): number {
    return dayOf(this.#options.clock.date().getTime());
  }
}

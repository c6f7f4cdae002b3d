/** Which notes are let in: what any place may bring, however often and however old. */
import type { Clock } from '../../../base/clock.ts';
import type { Slot } from './day-keys.ts';
import { type Note, type NoteFlaw, type NoteKeys, openNote } from './note.ts';
import { Rate } from './rate.ts';
import { RecentMap } from './recent-map.ts';

/**
 * Why a note was dropped beside what is wrong with it. own: written by ourselves. clock: a day off, or more. replayed: it came
 * before. other-instance: a knock at a hosting that is over. too-often: of its writer, of its place, or of all.
 */
export type Refusal = NoteFlaw | 'own' | 'clock' | 'replayed' | 'other-instance' | 'too-often';

export type Admitted =
  | { readonly note: Note; readonly refused: null; readonly isRepeated: boolean }
  | { readonly note: null; readonly refused: Refusal; readonly skewMs: number };

export interface GateOptions {
  readonly clock: Clock;
  readonly keys: NoteKeys;
  readonly slot: Slot;
  /** Of ourselves. */
  readonly identity: string;
  /** Of this hosting; null: a seeker's. */
  readonly instance: string | null;
}

const CLOCK_MS = 86_400_000;
/** What a place may bring, before anything is opened: a few µs each. */
const OF_PLACE = { burst: 200, perMinute: 1200 };
/** One writer: an ask and a knock for each of some tries. */
const OF_WRITER = { burst: 8, perMinute: 12 };
/** All writers together: each may have us send handshakes for some seconds. */
const OF_ALL = { burst: 64, perMinute: 120 };
const REMEMBERED = { nonces: 8192, writers: 1024, places: 64 };

export class NoteGate {
  readonly #options: GateOptions;
  /** Nonce → the places that brought it. */
  readonly #seen = new RecentMap<Set<string>>(REMEMBERED.nonces);
  /** What each place brought, by the first bytes of the seal. */
  readonly #copies = new RecentMap<true>(REMEMBERED.nonces);
  readonly #writers = new RecentMap<Rate>(REMEMBERED.writers);
  readonly #places = new RecentMap<Rate>(REMEMBERED.places);
  readonly #all: Rate;
  /** How often each thing was the matter. */
  readonly refusals = new Map<Refusal, number>();

  constructor(options: GateOptions) {
    this.#options = options;
    this.#all = new Rate(options.clock, OF_ALL);
  }

  /**
   * @param place - by its name. `isRepeated`: an ask that came by another place before, and by this one for the first time:
   * it may be answered here, too, and nobody need hear of it.
   */
  admit(place: string, sealed: Uint8Array): Admitted {
    const { clock, keys, slot, identity, instance } = this.#options;
    // One that a place brings again and again costs nothing, and takes none of what the place may bring.
    const copy = `${place} ${Buffer.from(sealed.subarray(0, 24)).toString('base64')}`;
    if (this.#copies.get(copy)) return this.#refuse('replayed');
    this.#copies.set(copy, true);
    if (!rateOf(this.#places, place, () => new Rate(clock, OF_PLACE)).take())
      return this.#refuse('too-often');
    const note = openNote(keys, slot, sealed);
    if (typeof note === 'string') return this.#refuse(note);
    if (note.identity === identity) return this.#refuse('own');
    const skewMs = note.at - clock.date().getTime();
    if (Math.abs(skewMs) > CLOCK_MS) return this.#refuse('clock', skewMs);
    if (note.kind === 'knock' && note.instance !== instance) return this.#refuse('other-instance');
    // A record is the same wherever it lies; its reader keeps the newest.
    if (slot === 'h') return this.#letIn(note);
    const key = `${note.nonce}`;
    const places = this.#seen.get(key);
    if (places !== undefined) {
      if (note.kind === 'knock' || places.has(place)) return this.#refuse('replayed');
      places.add(place);
      return { note, refused: null, isRepeated: true };
    }
    const admitted = this.#letIn(note);
    if (admitted.note !== null) this.#seen.set(key, new Set([place]));
    return admitted;
  }

  #letIn(note: Note): Admitted {
    const { clock } = this.#options;
    const writer = rateOf(this.#writers, note.identity, () => new Rate(clock, OF_WRITER));
    // A record costs its reader nothing but the reading.
    if (note.kind !== 'record' && !(writer.take() && this.#all.take())) return this.#refuse('too-often');
    return { note, refused: null, isRepeated: false };
  }

  #refuse(refused: Refusal, skewMs = 0): Admitted {
    this.refusals.set(refused, (this.refusals.get(refused) ?? 0) + 1);
    return { note: null, refused, skewMs };
  }
}

function rateOf(rates: RecentMap<Rate>, key: string, make: () => Rate): Rate {
  const rate = rates.get(key) ?? make();
  rates.set(key, rate);
  return rate;
}

/** One server that passes on at once, and connecting to it again. */
import { fullJitter } from '../../base/backoff.ts';
import type { Clock } from '../../base/clock.ts';
import type { Random } from '../../base/random.ts';
import type { OpenedWay, OpenWay, Outgoing, PlaceEvents, PlaceRole } from './place.ts';
import type { PlaceState } from './rendezvous.ts';
import { StandingNotes } from './standing-notes.ts';

/** One connection to it. */
export interface Visit {
  send(sealed: Uint8Array): void;
  close(): void;
}

export interface VisitEvents {
  /** Told once that notes are heard, and can be sent. */
  onOpen(): void;
  onNote(sealed: Uint8Array): void;
  /** Told once. refused: it is there, and doesn't want this. */
  onEnd(why: 'refused' | 'unreachable'): void;
}

export interface PushPlaceOptions {
  readonly way: PlaceState['way'];
  readonly place: string;
  readonly clock: Clock;
  readonly random: Random;
  visit(role: PlaceRole, events: VisitEvents): Visit;
}

const BACKOFF = { baseMs: 2000, maxMs: 300_000 };
/** What is said while leaving. */
const LINGER_MS = 200;

export function pushPlace(options: PushPlaceOptions): OpenWay {
  return (role, events) => new PushPlace(options, role, events);
}

class PushPlace implements OpenedWay {
  readonly #options: PushPlaceOptions;
  readonly #role: PlaceRole;
  readonly #events: PlaceEvents;
  readonly #standing: StandingNotes;
  #visit: Visit | null = null;
  #state: PlaceState['state'] = 'opening';
  #failures = 0;
  #wasAnswered = false;
  #cancel: () => void = () => undefined;

  constructor(options: PushPlaceOptions, role: PlaceRole, events: PlaceEvents) {
    this.#options = options;
    this.#role = role;
    this.#events = events;
    this.#standing = new StandingNotes(options.clock);
    this.#connect();
  }

  states(): PlaceState[] {
    const { way, place } = this.#options;
    return [{ way, place, state: this.#state }];
  }

  send(note: Outgoing): void {
    const { kind, answers } = note;
    if (kind === 'record' && answers === null) return;
    this.#standing.add(note);
    // What it answers came from there, so that it is open even where that was not told yet.
    if (answers === null ? this.#state !== 'open' : answers !== this.#options.place) return;
    if (kind === 'gone' && !this.#wasAnswered) return;
    this.#wasAnswered ||= answers !== null;
    this.#visit?.send(note.sealed);
  }

  async close(): Promise<void> {
    this.#cancel();
    if (this.#wasAnswered) await new Promise<void>((done) => this.#options.clock.after(LINGER_MS, done));
    this.#state = 'closed';
    this.#cancel();
    this.#visit?.close();
  }

  #connect(): void {
    const { clock, random, place, visit } = this.#options;
    this.#state = 'opening';
    this.#visit = visit(this.#role, {
      onOpen: () => {
        this.#failures = 0;
        this.#state = 'open';
        for (const note of this.#standing.now()) this.send(note);
        this.#events.state();
      },
      onNote: (sealed) => this.#events.note(place, sealed),
      onEnd: (why) => {
        if (this.#state === 'closed') return;
        this.#state = why;
        this.#visit = null;
        this.#cancel = clock.after(fullJitter(this.#failures++, random.unit(), BACKOFF), () =>
          this.#connect(),
        );
        this.#events.state();
      },
    });
  }
}

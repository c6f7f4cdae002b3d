import type { Clock } from '../../base/clock.ts';
import type { NoteKind } from './notes/note.ts';
import type { Outgoing } from './place.ts';

const STANDS_MS = 30_000;

/** What was said to all, for places that open a moment later. */
export class StandingNotes {
  readonly #clock: Clock;
  readonly #notes = new Map<NoteKind, { readonly note: Outgoing; readonly at: number }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  add(note: Outgoing): void {
    if (note.answers === null) this.#notes.set(note.kind, { note, at: this.#clock.now() });
  }

  now(): Outgoing[] {
    const since = this.#clock.now() - STANDS_MS;
    return [...this.#notes.values()].filter(({ at }) => at >= since).map(({ note }) => note);
  }
}

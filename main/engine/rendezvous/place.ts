import type { DayKeys, Slot } from './notes/day-keys.ts';
import type { NoteKind } from './notes/note.ts';
import type { PlaceState } from './rendezvous.ts';

/** What one side wants of places: it hears the notes of one slot, and sends those of the other. */
export interface PlaceRole {
  readonly hears: Slot;
  readonly sends: Slot;
  dayKeys(day: number): DayKeys;
  /** Puts places in an order that is the same for all who hold the code: by this, ascending. */
  rank(place: string): string;
  /** Of ourselves; says which knock slot is ours where places have several. */
  readonly identity: string;
}

export interface Outgoing {
  readonly kind: NoteKind;
  readonly sealed: Uint8Array;
  /** An answer goes there alone; null: everywhere. A record that answers nobody goes only where it can lie and wait. */
  readonly answers: string | null;
}

/** What a place tells; `by`: its name, unique among all. */
export interface PlaceEvents {
  state(): void;
  note(by: string, sealed: Uint8Array): void;
}

/** One kind of places, opened for one side. */
export interface OpenedWay {
  /** Those that it tries or has, best first. */
  states(): readonly PlaceState[];
  send(note: Outgoing): void;
  /** Resolves when what was sent has left, or couldn't. */
  close(): Promise<void>;
}

export type OpenWay = (role: PlaceRole, events: PlaceEvents) => OpenedWay;

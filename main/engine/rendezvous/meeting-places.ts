/** All places of one side, whatever they are: everything goes to all of them at once, and the first that answers wins. */
import { type Fault, fault } from '../../../shared/faults/fault.ts';
import type { Clock } from '../../base/clock.ts';
import type { Random } from '../../base/random.ts';
import { type DayKeys, dayKeysOf, noteKeyOf, rankOf, type Slot } from './notes/day-keys.ts';
import { type Note, type NoteBody, sealNote } from './notes/note.ts';
import { type Admitted, NoteGate } from './notes/note-gate.ts';
import type { OpenedWay, OpenWay, PlaceRole } from './place.ts';
import type { Identity, PartyRoot, PlaceState } from './rendezvous.ts';

export interface MeetingContext {
  readonly clock: Clock;
  readonly random: Random;
  readonly ways: readonly OpenWay[];
}

export interface Side {
  readonly root: PartyRoot;
  readonly self: Identity;
  readonly hears: Slot;
  /** Of this hosting; null: a seeker's. */
  readonly instance: string | null;
}

export type PlacesEvent =
  | { readonly type: 'note'; readonly by: string; readonly note: Note; readonly isRepeated: boolean }
  | {
      readonly type: 'places';
      readonly places: readonly PlaceState[];
      readonly fault: Fault<'rendezvous.unreachable'> | null;
    }
  | { readonly type: 'clock'; readonly fault: Fault<'rendezvous.clock'> };

export class MeetingPlaces {
  readonly gate: NoteGate;
  readonly #context: MeetingContext;
  readonly #side: Side;
  readonly #keys: { readonly partyId: string; readonly noteKey: Uint8Array };
  readonly #ways: readonly OpenedWay[];
  readonly #tell: (event: PlacesEvent) => void;
  #told = '';
  /** False until all ways are there, and again from the end on. */
  #isOpen = false;

  constructor(context: MeetingContext, side: Side, tell: (event: PlacesEvent) => void) {
    const { root, self, hears, instance } = side;
    this.#context = context;
    this.#side = side;
    this.#tell = tell;
    this.#keys = { partyId: root.partyId, noteKey: noteKeyOf(root.rendezvousKey) };
    const { clock } = context;
    const identity = self.publicKey;
    this.gate = new NoteGate({ clock, keys: this.#keys, slot: hears, identity, instance });
    const role: PlaceRole = {
      hears,
      sends: hears === 'h' ? 'k' : 'h',
      dayKeys: daysKept(root),
      rank: (place) => rankOf(root.rendezvousKey, place),
      identity,
    };
    const events = {
      state: () => this.#states(),
      note: (by: string, sealed: Uint8Array) => this.#note(by, this.gate.admit(by, sealed)),
    };
    this.#ways = context.ways.map((open) => open(role, events));
    this.#isOpen = true;
    clock.after(0, () => this.#states());
  }

  states(): PlaceState[] {
    return this.#ways.flatMap((way) => way.states());
  }

  /** @param answers - the place where the ask came from; null: to all. */
  send(body: Omit<NoteBody, 'identity' | 'at'>, answers: string | null = null): void {
    const { self } = this.#side;
    const { clock, random } = this.#context;
    const whole = { ...body, identity: self.publicKey, at: clock.date().getTime() };
    const sealed = sealNote(this.#keys, self.seed, whole, random.bytes);
    for (const way of this.#ways) way.send({ kind: body.kind, sealed, answers });
  }

  async close(): Promise<void> {
    this.#isOpen = false;
    await Promise.all(this.#ways.map((way) => way.close()));
  }

  #note(by: string, admitted: Admitted): void {
    if (!this.#isOpen) return;
    if (admitted.note !== null) {
      this.#tell({ type: 'note', by, note: admitted.note, isRepeated: admitted.isRepeated });
    } else if (admitted.refused === 'clock') {
      const seconds = Math.round(Math.abs(admitted.skewMs) / 1000);
      this.#tell({ type: 'clock', fault: fault('rendezvous.clock', { seconds }) });
    }
  }

  #states(): void {
    if (!this.#isOpen) return;
    const places = this.states();
    const told = JSON.stringify(places);
    if (told === this.#told) return;
    this.#told = told;
    const isHopeless = places.every(({ state }) => state !== 'open' && state !== 'opening');
    this.#tell({ type: 'places', places, fault: isHopeless ? fault('rendezvous.unreachable', {}) : null });
  }
}

function daysKept({ rendezvousKey }: PartyRoot): (day: number) => DayKeys {
  const kept = new Map<number, DayKeys>();
  return (day) => {
    const found = kept.get(day) ?? dayKeysOf(rendezvousKey, day);
    kept.set(day, found);
    if (kept.size > 8) kept.delete([...kept.keys()][0] ?? day);
    return found;
  };
}

import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { noteKeyOf } from '../../../../main/engine/rendezvous/notes/day-keys.ts';
import { type NoteBody, sealNote } from '../../../../main/engine/rendezvous/notes/note.ts';
import { NoteGate } from '../../../../main/engine/rendezvous/notes/note-gate.ts';
import { FakeClock } from '../../../world/fake-clock.ts';
import { bodyOf, identityNamed, partyNamed } from './kit.ts';

const DAY_MS = 86_400_000;
const INSTANCE = Buffer.alloc(16, 7).toString('base64url');
const party = partyNamed('party');
const keys = { partyId: party.partyId, noteKey: noteKeyOf(party.rendezvousKey) };

function scene() {
  const clock = new FakeClock();
  const host = identityNamed('host');
  const gate = new NoteGate({ clock, keys, slot: 'k', identity: host.publicKey, instance: INSTANCE });
  const note = (name: string, over: Partial<NoteBody> = {}) => {
    const writer = identityNamed(name);
    const body = bodyOf(writer, { at: clock.date().getTime(), ...over });
    return sealNote(keys, writer.seed, body, randomBytes);
  };
  const knock = (name: string) => note(name, { kind: 'knock', instance: INSTANCE });
  const fate = (sealed: Uint8Array, place = 'a') => gate.admit(place, sealed).refused;
  return { clock, gate, note, knock, fate };
}

describe('the gate', () => {
  it('lets an ask and a knock in, and each once', () => {
    const { note, knock, fate } = scene();
    const [ask, another] = [note('friend'), knock('friend')];
    expect([fate(ask), fate(another)]).toEqual([null, null]);
    expect([fate(ask), fate(another)]).toEqual(['replayed', 'replayed']);
  });

  it('knows an ask that came by another place before, and a knock needs no second way', () => {
    const { gate, note, knock, fate } = scene();
    const [ask, another] = [note('friend'), knock('friend')];
    gate.admit('a', ask);
    expect(gate.admit('b', ask)).toMatchObject({ refused: null, isRepeated: true });
    expect([fate(ask, 'b'), fate(another, 'a'), fate(another, 'b')]).toEqual(['replayed', null, 'replayed']);
  });

  it('drops what we wrote ourselves, and knocks at a hosting that is over', () => {
    const { note, fate } = scene();
    const old = Buffer.alloc(16, 8).toString('base64url');
    expect(fate(note('host'))).toBe('own');
    expect(fate(note('friend', { kind: 'knock', instance: old }))).toBe('other-instance');
  });

  it('takes clocks that are hours off, and says by how much one is that is a day off', () => {
    const { clock, gate, note, fate } = scene();
    const now = clock.date().getTime();
    expect(fate(note('behind', { at: now - 0.9 * DAY_MS }))).toBeNull();
    expect(fate(note('ahead', { at: now + 0.9 * DAY_MS }))).toBeNull();
    const sealed = note('lost', { at: now - 3 * DAY_MS });
    expect(gate.admit('a', sealed)).toMatchObject({ refused: 'clock', skewMs: -3 * DAY_MS });
  });

  it('has a rate for each writer, so that one who knocks without end keeps nobody else out', () => {
    const { clock, knock, fate } = scene();
    const first = Array.from({ length: 20 }, () => fate(knock('pest')));
    expect(first.filter((refused) => refused === null)).toHaveLength(8);
    expect(fate(knock('friend'))).toBeNull();
    clock.advance(60_000);
    expect(fate(knock('pest'))).toBeNull();
  });

  it('has a rate for all together: of a thousand writers some are heard, the others later', () => {
    const { clock, gate, knock, fate } = scene();
    const fates = Array.from({ length: 1000 }, (_, i) => fate(knock(`${i}`), `place ${i % 16}`));
    expect(fates.filter((refused) => refused === null)).toHaveLength(64);
    expect(gate.refusals.get('too-often')).toBe(936);
    clock.advance(5000);
    expect(fate(knock('friend'))).toBeNull();
  });

  it('opens only so much of one place, whatever that brings', () => {
    const { gate, note, fate } = scene();
    for (let i = 0; i < 2000; i++) gate.admit('flood', randomBytes(360));
    expect(gate.refusals.get('sealed')).toBe(200);
    expect(gate.refusals.get('too-often')).toBe(1800);
    expect(fate(note('friend'), 'other')).toBeNull();
  });

  it('has bounded memory of writers, places and nonces', () => {
    const { clock, gate, note } = scene();
    for (let i = 0; i < 3000; i++) {
      clock.advance(1000);
      gate.admit(`place ${i}`, note(`${i}`));
    }
    // The first nonce is still known, and a place that was forgotten begins anew.
    expect(gate.refusals.size).toBe(0);
  });
});

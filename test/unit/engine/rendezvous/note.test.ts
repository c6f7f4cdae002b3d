import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { noteKeyOf } from '../../../../main/engine/rendezvous/notes/day-keys.ts';
import {
  NOTE_BYTES,
  type NoteBody,
  openNote,
  sealNote,
} from '../../../../main/engine/rendezvous/notes/note.ts';
import { bodyOf, identityNamed, partyNamed } from './kit.ts';

const party = partyNamed('party');
const keys = { partyId: party.partyId, noteKey: noteKeyOf(party.rendezvousKey) };
const writer = identityNamed('writer');
const sixteen = () => randomBytes(16).toString('base64url');
const seal = (body: NoteBody, with_ = keys, seed = writer.seed) => sealNote(with_, seed, body, randomBytes);

describe('a note', () => {
  it('says what was written, of each kind', () => {
    const bodies = [
      bodyOf(writer, { kind: 'ask' }),
      bodyOf(writer, { kind: 'knock', instance: sixteen() }),
      bodyOf(writer, { kind: 'record', instance: sixteen(), nonce: null, term: 7 }),
      bodyOf(writer, { kind: 'gone', instance: sixteen() }),
    ];
    for (const body of bodies) {
      const slot = body.kind === 'ask' || body.kind === 'knock' ? 'k' : 'h';
      expect(openNote(keys, slot, seal(body))).toMatchObject(body);
    }
  });

  it('has one size, whatever it says', () => {
    const four = Array.from({ length: 4 }, (_, i) => ({ address: `203.0.113.${i}`, port: 65_535 }));
    const empty = bodyOf(writer, { endpoints: [], ipv6: [], lan: [] });
    const full = bodyOf(writer, {
      kind: 'knock',
      instance: sixteen(),
      endpoints: four,
      lan: four,
      ipv6: [1, 2].map((port) => ({ address: '2001:db8:1:2:3:4:5:6', port })),
    });
    expect([seal(empty).length, seal(full).length]).toEqual([NOTE_BYTES, NOTE_BYTES]);
    expect(openNote(keys, 'k', seal(full))).toMatchObject(full);
  });

  it('is no use in the other slot, under another code or in another party', () => {
    const other = partyNamed('other');
    const sealed = seal(bodyOf(writer));
    expect(openNote(keys, 'h', sealed)).toBe('sealed');
    expect(openNote({ ...keys, noteKey: noteKeyOf(other.rendezvousKey) }, 'k', sealed)).toBe('sealed');
    expect(openNote({ ...keys, partyId: other.partyId }, 'k', sealed)).toBe('signature');
  });

  it('can be written in nobody else’s name', () => {
    const forged = seal(bodyOf(writer), keys, identityNamed('somebody else').seed);
    expect(openNote(keys, 'k', forged)).toBe('signature');
  });

  it('leaves out endpoints at which nobody can be', () => {
    const nowhere = ['0.0.0.0', '127.0.0.1', '224.0.0.251', '255.255.255.255'];
    const body = bodyOf(writer, {
      endpoints: [...nowhere.map((address) => ({ address, port: 9 })), { address: '203.0.113.1', port: 0 }],
      ipv6: ['::1', 'ff02::1'].map((address) => ({ address, port: 9 })),
    });
    expect(openNote(keys, 'k', seal(body))).toMatchObject({ endpoints: [], ipv6: [] });
  });

  it('keeps to what has room, and to addresses of the family', () => {
    const many = Array.from({ length: 9 }, (_, i) => ({ address: `203.0.113.${i + 1}`, port: 1000 + i }));
    const body = bodyOf(writer, { endpoints: many, ipv6: many, lan: [{ address: 'no address', port: 1 }] });
    expect(openNote(keys, 'k', seal(body))).toMatchObject({ endpoints: many.slice(0, 4), ipv6: [], lan: [] });
  });

  it('of any other bytes there is none, and nothing is thrown', () => {
    const sealed = seal(bodyOf(writer));
    fc.assert(
      fc.property(fc.nat(NOTE_BYTES - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        const changed = Uint8Array.from(sealed, (byte, i) => (i === at ? byte ^ flip : byte));
        return openNote(keys, 'k', changed) === 'sealed';
      }),
      { numRuns: 50_000 },
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: NOTE_BYTES + 40 }), (bytes) =>
        ['length', 'sealed'].includes(openNote(keys, 'k', bytes) as string),
      ),
      { numRuns: 50_000 },
    );
  });

  it('whose seal holds and whose content is anything is a note or a flaw, and nothing is thrown', async () => {
    const { xchacha20poly1305 } = await import('@noble/ciphers/chacha.js');
    const { transcript } = await import('../../../../shared/control/transcripts.ts');
    const nonce = randomBytes(24);
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 318, maxLength: 318 }), fc.nat(5), (rest, kind) => {
        const plain = Buffer.concat([Uint8Array.of(1, kind), rest]);
        const cipher = xchacha20poly1305(keys.noteKey, nonce, transcript('lanrage/rendezvous/v1', 'k'));
        const opened = openNote(keys, 'k', Buffer.concat([nonce, cipher.encrypt(plain)]));
        return opened === 'malformed' || opened === 'signature';
      }),
      { numRuns: 10_000 },
    );
  });
});

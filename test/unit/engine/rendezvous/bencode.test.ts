import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Bencoded,
  decodeBencode,
  encodeBencode,
} from '../../../../main/engine/rendezvous/dht/bencode.ts';
import { nodesIn, parseReply } from '../../../../main/engine/rendezvous/dht/krpc.ts';

const text = (bencoded: string) => decodeBencode(Buffer.from(bencoded, 'latin1'));

const value = fc.letrec<{ value: Bencoded }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.maxSafeInteger(),
    fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.string({ unit: 'grapheme-ascii', maxLength: 8 }), tie('value'), { maxKeys: 4 }),
  ),
})).value;

describe('bencode', () => {
  it('reads what it writes', () => {
    fc.assert(
      fc.property(value, (made) => {
        const bytes = encodeBencode(made);
        expect(encodeBencode(decodeBencode(bytes) ?? '')).toEqual(bytes);
      }),
      { numRuns: 2000 },
    );
  });

  it('writes keys in order, as the specification wants it', () => {
    expect(encodeBencode({ spam: 3, cow: Buffer.from('moo') }).toString()).toBe('d3:cow3:moo4:spami3ee');
    expect(text('d3:cow3:mooe')).toMatchObject({ cow: Buffer.from('moo') });
  });

  it.each([
    '',
    'i',
    'ie',
    'i-e',
    'i1',
    'i99999999999999999999e',
    '5:abc',
    '-1:a',
    '99999999999999999:a',
    'l',
    'li1e',
    'd',
    'd1:a',
    'd1:ae',
    'di1ei2ee',
    'i1ei2e',
    'x',
    `${'l'.repeat(40)}${'e'.repeat(40)}`,
    `l${'i1e'.repeat(600)}e`,
  ])('takes %j for nothing', (bencoded) => {
    expect(text(bencoded)).toBeUndefined();
  });

  it('gives a dictionary no prototype that a stranger could reach', () => {
    const parsed = text('d9:__proto__d8:pollutedi1eee') as Record<string, unknown>;
    expect(Object.getPrototypeOf(parsed)).toBeNull();
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it('throws at no bytes, and neither does a reply made of them', () => {
    const whole = encodeBencode({
      r: { id: Buffer.alloc(20, 1), nodes: Buffer.alloc(52, 7), token: Buffer.from('t') },
      t: Buffer.alloc(8),
      y: Buffer.from('r'),
    });
    const changed = fc
      .array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { maxLength: 6 })
      .map((changes) => {
        const bytes = Buffer.from(whole);
        for (const [at, byte] of changes) bytes[at] = byte;
        return bytes;
      });
    const digits = fc.stringMatching(/^[0-9:dlie-]{0,60}$/).map((one) => Buffer.from(one));
    fc.assert(
      fc.property(fc.oneof(changed, digits, fc.uint8Array({ maxLength: 200 })), (bytes) => {
        const reply = parseReply(bytes);
        if (reply?.values) nodesIn(reply.values);
      }),
      { numRuns: 100_000 },
    );
  });
});

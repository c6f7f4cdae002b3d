import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maskedText, putTogether, takeApart } from '../../../../../main/engine/path/recording/template.ts';

const KEY = 'GHDvGfZKTkZ0jw3eZBMZr5Tq7bQ2cEhQcT1j3m6PZV8=';

describe('an event', () => {
  it('is the same again when it is put together from its text and its numbers', () => {
    const property = fc.property(fc.jsonValue(), (value) => {
      const { template, numbers } = takeApart({ value });
      expect(putTogether(template, numbers)).toEqual(JSON.parse(JSON.stringify({ value })));
    });
    fc.assert(property);
  });

  it('has one text, whatever its numbers are', () => {
    const [one, other] = [1, 2].map((seq) => takeApart({ type: 'echo', seq, at: [seq * 0.1] }));
    expect(one?.template).toBe(other?.template);
    expect(other?.numbers).toEqual([2, 0.2]);
  });

  it('is nothing with too many numbers, and where its text is none', () => {
    expect(putTogether('{"a":0}', [1, 2])).toBeNull();
    expect(putTogether('{"a":', [1])).toBeNull();
  });
});

describe('keys', () => {
  it('are cut to what their order needs, and look like keys still', () => {
    const text = maskedText({ peers: [{ publicKey: KEY }] });
    expect(text).not.toContain(KEY.slice(0, 9));
    expect(JSON.parse(text)).toEqual({ peers: [{ publicKey: `GHDvGfZK${'A'.repeat(35)}=` }] });
    expect(takeApart({ publicKey: KEY }).template).not.toContain(KEY.slice(0, 9));
  });

  it('stay in their order', () => {
    const key = fc
      .uint8Array({ minLength: 32, maxLength: 32 })
      .map((bytes) => Buffer.from(bytes).toString('base64'));
    const property = fc.property(key, key, (a, b) => {
      fc.pre(a.slice(0, 8) !== b.slice(0, 8));
      const [maskedA, maskedB] = [a, b].map((one) => JSON.parse(maskedText(one)) as string);
      expect((maskedA ?? '') < (maskedB ?? '')).toBe(a < b);
    });
    fc.assert(property);
  });
});

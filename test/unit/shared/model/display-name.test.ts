import { describe, expect, it } from 'vitest';
import { displayNameSchema } from '../../../../shared/model/wire.ts';

const accepts = (name: string): boolean => displayNameSchema.safeParse(name).success;

describe('a name that people read', () => {
  it.each([
    'Mara',
    'Zoë O’Neill-Núñez',
    'अनुष्का',
    '김민준',
    '7',
    '<(^_^)>',
    '😀',
    '❤️',
    '👍🏽',
    '👨‍👩‍👧‍👦',
    '👩🏽‍❤️‍👨🏿',
    '🏳️‍🌈 Jon',
  ])('may be %s', (name) => {
    expect(displayNameSchema.parse(name)).toBe(name);
  });

  it.each([
    ['a zero-width space', 'Ma\u200bra'],
    ['a zero-width joiner between letters', 'Ma\u200dra'],
    ['a zero-width joiner at the end of an emoji', '😀\u200d'],
    ['two joiners between emoji', '👨\u200d\u200d👩'],
    ['a soft hyphen', 'Ma\u00adra'],
    ['a byte order mark', 'Ma\ufeffra'],
    ['a turned reading direction', 'Ma\u202era'],
    ['an isolate', 'Ma\u2066ra'],
    ['an invisible tag', 'Mara\u{e0041}'],
    ['a control character', 'Ma\u0007ra'],
    ['a line separator', 'Ma\u2028ra'],
    ['half of a surrogate pair', 'Mara\ud83d'],
  ])('has not %s', (_what, name) => {
    expect(accepts(name)).toBe(false);
  });

  it.each([
    ['nothing', ''],
    ['spaces', ' \u00a0\u3000'],
    ['zero-width characters', '\u200b\u2060'],
    ['a filler of Hangul', '\u3164'],
    ['an empty Braille cell', '\u2800'],
    ['a variation selector', '\ufe0f'],
  ])('is not only %s', (_what, name) => {
    expect(accepts(name)).toBe(false);
  });

  it('loses the spaces around it and has 40 characters at most', () => {
    expect(displayNameSchema.parse('  Mara ')).toBe('Mara');
    expect([accepts('x'.repeat(40)), accepts('x'.repeat(41))]).toEqual([true, false]);
  });
});

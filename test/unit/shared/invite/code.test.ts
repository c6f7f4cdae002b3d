import fc from 'fast-check';
import { expect, it } from 'vitest';
import { formatCode, type InviteCode, makeCode, parseCode } from '../../../../shared/invite/code.ts';

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const code = fc.uint8Array({ minLength: 15, maxLength: 15 }).map(makeCode);

function outcome(text: string): string {
  const parsed = parseCode(text);
  return parsed.ok ? 'taken' : parsed.fault.code;
}

function replaceAt(text: string, at: number, character: string): string {
  return text.slice(0, at) + character + text.slice(at + 1);
}

it('comes back from the form that people see', () => {
  fc.assert(
    fc.property(code, (one) => {
      expect(formatCode(one)).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){3}$/);
      expect(parseCode(formatCode(one))).toEqual({ ok: true, value: one });
    }),
  );
});

it('catches every single wrong character', () => {
  fc.assert(
    fc.property(code, (one) => {
      const outcomes = new Set(['party.code-mistyped']);
      for (let at = 0; at < one.length; at++) {
        for (const other of ALPHABET) {
          if (other === one[at]) continue;
          outcomes.add(outcome(replaceAt(one, at, other)));
        }
      }
      expect([...outcomes]).toEqual(['party.code-mistyped']);
    }),
    { numRuns: 50 },
  );
});

it('catches every swap of two different characters, neighbours or not', () => {
  fc.assert(
    fc.property(code, (one) => {
      const outcomes = new Set(['party.code-mistyped']);
      for (let a = 0; a < one.length; a++) {
        for (let b = a + 1; b < one.length; b++) {
          const [first = '', second = ''] = [one[a], one[b]];
          if (first === second) continue;
          outcomes.add(outcome(replaceAt(replaceAt(one, a, second), b, first)));
        }
      }
      expect([...outcomes]).toEqual(['party.code-mistyped']);
    }),
    { numRuns: 50 },
  );
});

it('uses all 75 random bits', () => {
  const zero = makeCode(new Uint8Array(15));
  for (let at = 0; at < 15; at++) {
    for (let bit = 0; bit < 5; bit++) {
      const random = new Uint8Array(15);
      random[at] = 1 << bit;
      expect(makeCode(random).slice(0, 15)).not.toBe(zero.slice(0, 15));
    }
  }
});

it('forgives case, spaces, hyphens, and letters that look like digits', () => {
  const lookalikes: Record<string, string> = { '0': 'oO0', '1': 'iIlL1' };
  const separators = fc.constantFrom('', ' ', '-', '–', '—', '_', '\t', '\u00a0');
  fc.assert(
    fc.property(
      code,
      fc.infiniteStream(fc.nat(9)),
      fc.array(separators, { minLength: 17, maxLength: 17 }),
      (one, picks, gaps) => {
        const typed = Array.from(one, (character, i) => {
          const choices = lookalikes[character] ?? character.toLowerCase() + character;
          const pick = picks.next().value ?? 0;
          return `${gaps[i] ?? ''}${choices[pick % choices.length] ?? ''}`;
        }).join('');
        expect(parseCode(typed + (gaps[16] ?? ''))).toEqual({ ok: true, value: one });
      },
    ),
  );
});

it.each([
  ['nothing', '', 0],
  ['15 characters', '0'.repeat(15), 15],
  ['17 characters', '0'.repeat(17), 17],
  ['a letter outside the alphabet', 'U'.repeat(16), 16],
  ['full-width digits', '０'.repeat(16), 16],
  ['emoji', '🎮'.repeat(16), 16],
  ['control characters', '\u0000'.repeat(16), 16],
])('refuses %s as no code, with its length', (_, text, length) => {
  expect(parseCode(text)).toEqual({ ok: false, fault: { code: 'party.code-malformed', args: { length } } });
});

it('takes any text for a code only when its canonical form holds', () => {
  const text = fc.oneof(
    fc.string(),
    fc.string({ unit: 'binary' }),
    fc.stringMatching(/^[0-9A-Za-z-]{16,19}$/),
  );
  fc.assert(
    fc.property(text, (one) => {
      const parsed = parseCode(one);
      if (parsed.ok) expect(parseCode(formatCode(parsed.value as InviteCode))).toEqual(parsed);
      else expect(parsed.fault.code).toMatch(/^party\.code-(malformed|mistyped)$/);
    }),
  );
});

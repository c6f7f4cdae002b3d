import { describe, expect, it } from 'vitest';
import { type Figures, figuresIn } from '../../../../shared/texts/figures.ts';

describe.each<[keyof Figures, number, english: string, german: string]>([
  ['number', 0.1, '0.1', '0,1'],
  ['number', 3660, '3660', '3660'],
  ['ms', 0.041, '0.04 ms', '0,04 ms'],
  ['ms', 0.41, '0.4 ms', '0,4 ms'],
  ['ms', 1.64, '1.6 ms', '1,6 ms'],
  ['ms', 9.96, '10 ms', '10 ms'],
  ['ms', 213.4, '213 ms', '213 ms'],
  ['ratio', 0, '0 %', '0 %'],
  ['ratio', 0.0001, '0.1 %', '0,1 %'],
  ['ratio', 0.042, '4.2 %', '4,2 %'],
  ['ratio', 1, '100 %', '100 %'],
  ['bytes', 999, '999 B', '999 B'],
  ['bytes', 999.6, '1.0 kB', '1,0 kB'],
  ['bytes', 18_400_000, '18.4 MB', '18,4 MB'],
  ['bytes', 2e18, '2000000 TB', '2000000 TB'],
  ['wholeBytes', 1380, '1380 bytes', '1380 Byte'],
  ['bytesPerSecond', 1500, '1.5 kB/s', '1,5 kB/s'],
  ['bits', 950, '950 bit/s', '950 bit/s'],
  ['bits', 38_200_000, '38.2 Mbit/s', '38,2 Mbit/s'],
  ['age', 59_999, '59 s', '59 s'],
  ['age', 60_000, '1 min', '1 min'],
  ['age', 200_000_000, '2 d', '2 Tg.'],
  ['duration', 8400, '8 s', '8 s'],
  ['duration', 59_600, '1 min', '1 min'],
  ['duration', 90_000, '1 min 30 s', '1 min 30 s'],
  ['duration', 21 * 60_000 + 5000, '21 min', '21 min'],
  ['duration', 5_400_000, '1 h 30 min', '1 h 30 min'],
  ['duration', 49 * 3_600_000, '2 d 1 h', '2 Tg. 1 h'],
])('%s of %d', (figure, value, english, german) => {
  it(`reads ${english}, in German ${german}`, () => {
    expect(figuresIn('en')[figure](value).replaceAll('\u00a0', ' ')).toBe(english);
    expect(figuresIn('de')[figure](value).replaceAll('\u00a0', ' ')).toBe(german);
  });
});

it('a figure that is missing reads as a dash, never as 0', () => {
  for (const say of Object.values(figuresIn('en'))) {
    expect(say(null)).toBe('–');
    expect(say(Number.NaN)).toBe('–');
    expect(say('unknown' as unknown as number)).toBe('–');
  }
});

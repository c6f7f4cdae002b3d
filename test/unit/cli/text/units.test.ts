import { describe, expect, it } from 'vitest';
import { parseMoment } from '../../../../main/cli/parse-moment.ts';
import * as unit from '../../../../main/cli/text/units.ts';

describe('figures', () => {
  it.each([
    [unit.milliseconds(null), '–'],
    [unit.milliseconds(0.041), '0.04 ms'],
    [unit.milliseconds(0.41), '0.4 ms'],
    [unit.milliseconds(1.64), '1.6 ms'],
    [unit.milliseconds(9.96), '10 ms'],
    [unit.milliseconds(213.4), '213 ms'],
    [unit.percent(0.004), '0.4 %'],
    [unit.percent(1), '100 %'],
    [unit.bytes(999), '999 B'],
    [unit.bytes(999.6), '1.0 kB'],
    [unit.bytes(1500), '1.5 kB'],
    [unit.bytes(6.1 * 2 ** 30), '6.5 GB'],
    [unit.bytesPerSecond(12_000), '12.0 kB/s'],
    [unit.bitsPerSecond(160_400_000), '160 Mbit/s'],
    [unit.duration(null), '–'],
    [unit.duration(8400), '8 s'],
    [unit.duration(59_600), '1 min'],
    [unit.duration(90_000), '1 min 30 s'],
    [unit.duration(21 * 60_000 + 5000), '21 min'],
    [unit.duration(5_400_000), '1 h 30 min'],
    [unit.duration(49 * 3_600_000), '2 d 1 h'],
    [unit.count(1, 'player'), '1 player'],
    [unit.count(0, 'player'), '0 players'],
  ])('%s is %s', (shown, expected) => {
    expect(shown).toBe(expected);
  });
});

describe('a moment as it is typed', () => {
  const now = Date.parse('2026-11-21T10:00:00Z');

  it.each([
    ['now', now],
    ['90s', now - 90_000],
    ['30min', now - 1_800_000],
    ['2h', now - 7_200_000],
    ['7d', now - 604_800_000],
    ['2026-11-21T09:30:00Z', now - 1_800_000],
    ['2026-11-21 09:30', new Date(2026, 10, 21, 9, 30).getTime()],
    ['2026-11-21', new Date(2026, 10, 21).getTime()],
    ['999999d', 0],
  ])('%s is found', (text, at) => {
    expect(parseMoment(text, now)).toBe(at);
  });

  it.each(['', 'noon', '2 h', '-2h', '2026-13-01', '2026-11-21T25:00', '1e3h'])('"%s" is none', (text) => {
    expect(parseMoment(text, now)).toBeNull();
  });
});

import { expect, it } from 'vitest';
import { ToldLegs } from '../../../../../main/engine/path/mesh/relays/told-legs.ts';

const up = (id: string, rttMs: number | null) => ({ id, rttMs, state: 'up' }) as const;

it('tells a relay when it is there, when it is measured, and when it is gone', () => {
  const told = new ToldLegs();
  expect(told.update([up('a', null)])).toEqual([{ id: 'a', rttMs: null }]);
  expect(told.update([up('a', null)])).toBeNull();
  expect(told.update([up('a', 12.34)])).toEqual([{ id: 'a', rttMs: 12.3 }]);
  expect(told.update([{ id: 'a', rttMs: null, state: 'down' }])).toEqual([]);
});

it.each([
  [100, 115, false],
  [20, 29, false],
  [100, 121, true],
  [20, 31, true],
  [121, 95, true],
])('keeps back what changes no choice: %s to %s ms is news: %s', (before, after, isNews) => {
  const told = new ToldLegs();
  told.update([up('a', before)]);
  expect(told.update([up('a', after)])).toEqual(isNews ? [{ id: 'a', rttMs: after }] : null);
});

it('adds small changes up', () => {
  const told = new ToldLegs();
  told.update([up('a', 50)]);
  expect(told.update([up('a', 56)])).toBeNull();
  expect(told.update([up('a', 62)])).toEqual([{ id: 'a', rttMs: 62 }]);
});

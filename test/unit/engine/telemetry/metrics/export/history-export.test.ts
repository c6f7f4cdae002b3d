import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  csvCell,
  historyCsv,
  historyJson,
} from '../../../../../../main/engine/telemetry/metrics/export/history-export.ts';
import { historyPointSchema } from '../../../../../../shared/model/metrics.ts';
import { HistoryRig, PEER } from '../history/history-rig.ts';
import { NOON } from '../noon.ts';

const HOUR = 3_600_000;

let rig: HistoryRig;
beforeEach(() => {
  rig = new HistoryRig();
});
afterEach(() => rig.remove());

const source = (query: Parameters<typeof rig.history.query>[0]) => rig.history.query(query);

describe('history as CSV', () => {
  it('has a line for each second, in chunks', () => {
    rig.run(4000, (second) => (second === 7 ? null : 12.5));
    const chunks = [...historyCsv(source, { subject: PEER, from: NOON, to: NOON + 2 * HOUR, stepMs: 1000 })];
    expect(chunks.length).toBeGreaterThan(3);
    const lines = chunks.join('').split('\r\n');
    expect(lines).toHaveLength(4002);
    expect(lines[1]).toBe(
      '2026-11-21T12:00:00.000Z,peer:anna,1000,1,0,12.5,12.5,12.5,12.5,12.5,12.5,,0,0,,,,',
    );
    expect(lines[8]).toBe('2026-11-21T12:00:07.000Z,peer:anna,1000,1,1,,,,,,,,0,0,,,,');
  });

  it('tells each span once where history is coarser than asked', () => {
    rig.run(2 * 3600, () => 10);
    rig.clock.advance(40 * 24 * HOUR);
    rig.run(10, () => 10);
    const text = [
      ...historyCsv(source, { subject: PEER, from: NOON, to: NOON + 3 * HOUR, stepMs: 1000 }),
    ].join('');
    const lines = text.trimEnd().split('\r\n').slice(1);
    expect(lines.map((line) => line.split(',').slice(0, 4))).toEqual([
      ['2026-11-21T12:00:00.000Z', 'peer:anna', '3600000', '3600'],
      ['2026-11-21T13:00:00.000Z', 'peer:anna', '3600000', '3600'],
    ]);
  });

  it.each([
    ['=1+1', "'=1+1"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['-2', "'-2"],
    ['+cmd', "'+cmd"],
    ['\tx', "'\tx"],
    ['plain', 'plain'],
    ['a,b', '"a,b"'],
    ['say "hi"', '"say ""hi"""'],
    ['=A,"1"', `"'=A,""1"""`],
  ])('writes %j so that it stays text', (text, cell) => {
    expect(csvCell(text)).toBe(cell);
  });
});

describe('history as JSON', () => {
  it('is one object with all points', () => {
    rig.run(70, () => 12.5);
    const text = [...historyJson(source, { subject: PEER, from: NOON, to: NOON + HOUR, stepMs: 1000 })].join(
      '',
    );
    const { subject, points } = JSON.parse(text) as { subject: string; points: unknown[] };
    expect(subject).toBe(PEER);
    expect(points.map((point) => historyPointSchema.parse(point).at)).toEqual(
      Array.from({ length: 70 }, (_, i) => NOON + i * 1000),
    );
  });

  it('is whole also of nothing', () => {
    const text = [...historyJson(source, { subject: PEER, from: NOON, to: NOON + HOUR, stepMs: 1000 })].join(
      '',
    );
    expect(JSON.parse(text)).toEqual({ subject: PEER, from: NOON, to: NOON + HOUR, points: [] });
  });
});

import { statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { defaultMetricsSettings } from '../../../../../../main/engine/telemetry/metrics/metrics-settings.ts';
import { NOON } from '../noon.ts';
import { HistoryRig, PEER } from './history-rig.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

let rig: HistoryRig;
beforeEach(() => {
  rig = new HistoryRig();
});
afterEach(() => rig.remove());

function rows(sql: string): unknown[] {
  const database = new DatabaseSync(rig.path, { readOnly: true });
  try {
    return database.prepare(sql).all();
  } finally {
    database.close();
  }
}

describe('history', () => {
  it('stores a row within two seconds of a probe', () => {
    rig.run(2, () => 10);
    expect(rows('SELECT second FROM second').length).toBeGreaterThanOrEqual(1);
  });

  it('tells each second of the last minutes', () => {
    rig.run(150, (second) => (second === 70 ? null : second + 1));
    const { stepMs, points } = rig.history.query({
      subject: PEER,
      from: NOON,
      to: NOON + HOUR,
      points: 2000,
    });
    expect(stepMs).toBe(2 * SECOND);
    expect(points).toHaveLength(75);
    expect(points[0]).toMatchObject({ at: NOON, sent: 2, lost: 0, minMs: 1, maxMs: 2 });
    expect(points[35]).toMatchObject({ at: NOON + 70 * SECOND, sent: 2, lost: 1 });
  });

  it('has the right p95 of an hour, not the mean of its minutes', () => {
    // One minute in ten is bad: p95 of the hour is bad, while most minutes have a good one.
    rig.run(3600, (second) => (Math.floor(second / 60) % 10 === 0 ? 200 + (second % 60) : 20));
    rig.run(60, () => 20);
    // From the seconds, the minutes, the hours and the days.
    for (const from of [NOON, NOON - 2 * DAY, NOON - 20 * DAY, NOON - 300 * DAY]) {
      const hour = rig.total(from, NOON + HOUR);
      expect(hour).toMatchObject({ medianMs: expect.closeTo(20, 0), minMs: 20, maxMs: 259 });
      expect(hour?.p95Ms).toBeGreaterThan(225);
      expect(hour?.p95Ms).toBeLessThan(235);
    }
  });

  it('says the same at every fineness, also of what is not yet stored', () => {
    rig.run(3 * 60 + 20, (second) => second + 1);
    const seconds = rig.total(NOON, NOON + 10 * MINUTE);
    for (const span of [12 * HOUR, 20 * DAY, 300 * DAY]) {
      expect(rig.total(NOON - span, NOON + 10 * MINUTE)).toEqual({ ...seconds, at: expect.any(Number) });
    }
  });

  it('gives the disk back what it held of the past when it is trimmed, and keeps the newest', () => {
    rig.run(150, (second) => second + 1);
    const database = new DatabaseSync(rig.path);
    database.exec(`INSERT INTO pack WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 4000)
      SELECT 1, i, randomblob(2000) FROM n`);
    database.close();
    const sizeBytes = () => statSync(rig.path).size + statSync(`${rig.path}-wal`).size;
    expect(sizeBytes()).toBeGreaterThan(8_000_000);

    rig.history.trim();

    expect(sizeBytes()).toBeLessThan(200_000);
    expect(rig.total(NOON, NOON + HOUR)).toMatchObject({ sent: 150, maxMs: 150 });
    rig.run(60, () => 5);
    rig.history.close();
    rig.open();
    expect(rig.total(NOON, NOON + HOUR)).toMatchObject({ sent: 210 });
  });

  it('goes on where an ended process stopped, within the same minute too', () => {
    rig.run(30, () => 10);
    rig.history.close();
    rig.open();
    rig.run(45, () => 30);
    expect(rig.total(NOON, NOON + MINUTE)).toMatchObject({ sent: 60, minMs: 10, maxMs: 30 });
    expect(rig.total(NOON - DAY, NOON + HOUR)).toMatchObject({ sent: 75 });
  });

  it('keeps what a crashed process had written', () => {
    rig.run(90, () => 10);
    rig.open();
    rig.run(1, () => 10);
    expect(rig.total(NOON, NOON + 3 * MINUTE)?.sent).toBeGreaterThanOrEqual(89);
    expect(rig.total(NOON - 2 * DAY, NOON + HOUR)?.sent).toBe(rig.total(NOON, NOON + 3 * MINUTE)?.sent);
  });

  it('does not open its file again for what comes after it was closed', () => {
    rig.run(70, () => 10);
    rig.history.close();
    const before = rows('SELECT * FROM pack');
    rig.run(70, () => 10);
    expect(rig.history.recording().state).toBe('off');
    expect(rows('SELECT * FROM pack')).toEqual(before);
  });

  it('counts a loss at its own second, though it is known later', () => {
    rig.run(58, () => 10);
    const lostAt = rig.clock.wallMs;
    rig.run(20, () => 10);
    rig.history.add(PEER, lostAt, (bucket) => bucket.addProbe(null, null));
    rig.run(20, () => 10);
    expect(rig.total(lostAt, lostAt + SECOND)).toMatchObject({ sent: 2, lost: 1 });
    expect(rig.total(NOON - DAY, NOON + HOUR)).toMatchObject({ sent: 99, lost: 1 });
  });

  it('keeps subjects apart', () => {
    rig.run(70, () => 10);
    rig.run(70, () => 50, 'target:router');
    expect(rig.total(NOON, NOON + HOUR)).toMatchObject({ sent: 70, maxMs: 10 });
    expect(rig.total(NOON, NOON + HOUR, 'target:router')).toMatchObject({ sent: 70, minMs: 50 });
    expect(rig.total(NOON, NOON + HOUR, 'peer:nobody')).toBeNull();
  });

  it('stores and finds events, oldest first, of one subject or of all', () => {
    const event = { at: NOON, subject: PEER, kind: 'path', from: 'relay', to: 'punched' } as const;
    const other = { at: NOON + SECOND, subject: 'system', kind: 'slowdown', factor: 2 } as const;
    rig.history.addEvent(event);
    rig.history.addEvent(other);
    rig.run(3, () => 10);
    rig.history.close();
    rig.open();
    expect(rig.history.events(null, NOON, NOON + HOUR)).toEqual([event, other]);
    expect(rig.history.events(PEER, NOON, NOON + HOUR)).toEqual([event]);
    expect(rig.history.events(null, NOON + HOUR, NOON + DAY)).toEqual([]);
  });

  it('reads events that an earlier version wrote in words', () => {
    rig.history.close();
    const database = new DatabaseSync(rig.path);
    const insert = database.prepare('INSERT INTO event (at, subject, kind, detail) VALUES (?, ?, ?, ?)');
    for (const [i, [subject, kind, detail]] of [
      [PEER, 'path', 'relay'],
      [PEER, 'path', 'relay → punched'],
      [PEER, 'connection-failed', 'peer.handshake-timeout'],
      [PEER, 'alert-raised', 'latency'],
      ['system', 'slowdown', '4'],
      ['system', 'clock-jump', '-90 s'],
      ['system', 'history-deleted', '12 minutes'],
      ['system', 'history-repaired', '/x/history.db.damaged'],
      ['system', 'of-another-version', 'whatever it was'],
      ['nobody', 'path', 'relay'],
    ].entries()) {
      insert.run(NOON + i, subject ?? '', kind ?? '', detail ?? '');
    }
    database.close();
    const events = rig.open().events(null, NOON, NOON + HOUR);
    expect(events.map(({ at: _, subject: __, ...happening }) => happening)).toEqual([
      { kind: 'path', from: null, to: 'relay' },
      { kind: 'path', from: 'relay', to: 'punched' },
      { kind: 'connection-failed', code: 'peer.handshake-timeout' },
      { kind: 'alert-raised', metric: 'latency' },
      { kind: 'slowdown', factor: 4 },
      { kind: 'clock-jump', ms: -90_000 },
      { kind: 'history-deleted', minutes: 12 },
      { kind: 'history-repaired', path: '/x/history.db.damaged' },
      { kind: 'of-another-version' },
    ]);
  });

  it('ends a session that a crash left open when it was last saved', () => {
    rig.history.saveSession({ id: 1, name: 'Quake', startedAt: NOON, endedAt: null, peers: [] });
    rig.run(5, () => 10);
    rig.open();
    expect(rig.history.sessions()).toEqual([
      { id: 1, name: 'Quake', startedAt: NOON, endedAt: expect.any(Number), peers: [] },
    ]);
    expect(rig.history.nextSessionId()).toBe(2);
  });
});

describe('retention', () => {
  it('deletes what is older than the settings say, and nothing else', () => {
    const settings = { ...defaultMetricsSettings, secondsForMs: HOUR, minutesForMs: 3 * HOUR };
    rig.open({ settings: () => settings });
    rig.run(120, () => 10);
    rig.clock.advance(2 * HOUR);
    rig.run(1000, () => 10);
    expect(rows(`SELECT minute FROM pack WHERE minute < ${(NOON + HOUR) / MINUTE}`)).toEqual([]);
    expect(rig.total(NOON, NOON + 90 * MINUTE)).toMatchObject({ sent: 120 });
    rig.clock.advance(2 * HOUR);
    rig.run(1000, () => 10);
    expect(rows(`SELECT slot FROM rollup WHERE stepMs = 60000 AND slot < ${(NOON + HOUR) / MINUTE}`)).toEqual(
      [],
    );
    expect(rig.total(NOON - 60 * DAY, NOON + HOUR)).toMatchObject({ sent: 120 });
  });

  it('waits while the clock may be wrong', () => {
    rig.run(120, () => 10);
    rig.history.close();
    rig.clock.shiftWall(400 * DAY);
    rig.open();
    rig.run(300, () => 10);
    rig.clock.shiftWall(-400 * DAY);
    rig.run(700, () => 10);
    expect(rig.total(NOON, NOON + 2 * MINUTE)).toMatchObject({ sent: 120 });
  });
});

describe('a clock that is set', () => {
  it('back by half an hour neither overwrites nor doubles what was there', () => {
    rig.run(40 * 60, () => 10);
    rig.clock.shiftWall(-30 * MINUTE);
    rig.run(5 * 60, () => 40);
    const { points } = rig.history.query({ subject: PEER, from: NOON, to: NOON + 30 * MINUTE, points: 2000 });
    expect(points.map(({ at }) => at)).toEqual(Array.from({ length: 1800 }, (_, i) => NOON + i * SECOND));
    expect(points[12 * 60]).toMatchObject({ sent: 2, minMs: 10, maxMs: 40 });
    expect(rig.total(NOON - DAY, NOON + HOUR)).toMatchObject({ sent: 45 * 60 });
  });

  it('back by days finds the old rows and adds to them', () => {
    rig.run(120, () => 10);
    rig.clock.shiftWall(2 * DAY);
    rig.run(120, () => 20);
    rig.clock.shiftWall(-2 * DAY - 4 * MINUTE);
    rig.run(120, () => 40);
    expect(rig.total(NOON, NOON + 2 * MINUTE)).toMatchObject({ sent: 240, minMs: 10, maxMs: 40 });
    expect(rig.total(NOON - 20 * DAY, NOON + HOUR)).toMatchObject({ sent: 240 });
  });

  it('forward by a year leaves a gap, and is told', () => {
    rig.run(60, () => 10);
    rig.clock.shiftWall(365 * DAY);
    rig.run(70, () => 20);
    expect(rig.total(NOON, NOON + 2 * MINUTE)).toMatchObject({ sent: 60 });
    expect(rig.total(NOON + 365 * DAY, NOON + 366 * DAY)).toMatchObject({ sent: 70 });
    expect(rig.history.events('system', NOON, NOON + 400 * DAY)).toMatchObject([
      { kind: 'clock-jump', ms: 31_536_000_000 },
    ]);
  });
});

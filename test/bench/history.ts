/**
 * What measuring and keeping cost: an hour of 16 peers and 16 targets at one probe a second, on top of 30 days of
 * minutes and a day of seconds in the database; then questions to that history. Needs neither root nor a network.
 */

import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { openDatabase } from '../../main/base/database.ts';
import type { Log } from '../../main/base/log/log.ts';
import { readSystem } from '../../main/engine/machine/read-system.ts';
import { Bucket, mergeBuckets } from '../../main/engine/telemetry/metrics/history/bucket.ts';
import {
  HistoryTables,
  historyMigrations,
} from '../../main/engine/telemetry/metrics/history/history-tables.ts';
import { encodePack } from '../../main/engine/telemetry/metrics/history/pack.ts';
import { createMetrics, type Metrics } from '../../main/engine/telemetry/metrics/metrics.ts';
import type { Subject } from '../../shared/model/metrics.ts';
import { NOON, noonClock } from '../unit/engine/telemetry/metrics/noon.ts';
import type { FakeClock } from '../world/fake-clock.ts';
import type { Samples, Targets } from './figures.ts';

/** The budgets of the design: < 1 % of a core, < 50 MB, queries < 10 ms, a view < 1 ms. */
export const historyTargets: Targets = {
  recordCorePercent: { atMost: 1 },
  memoryMiB: { atMost: 50 },
  viewMs: { median: 1, p95: 1 },
  query30DaysMs: { median: 10, p95: 10 },
  queryDayMs: { median: 10, p95: 10 },
  queryHourMs: { median: 10, p95: 10 },
};

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const PEERS = 16;
const TARGETS = 16;
const DAYS = 30;
/** So many different minutes a subject; making each anew would take longer than the bench. */
const VARIETY = 32;
const QUIET_SECONDS = 600;

const subjects: readonly Subject[] = [
  ...Array.from({ length: PEERS }, (_, i): Subject => `peer:${i}`),
  ...Array.from({ length: TARGETS }, (_, i): Subject => `target:${i}`),
];

const ignore = () => undefined;
const log: Log = {
  trace: ignore,
  debug: ignore,
  info: ignore,
  warn: ignore,
  error: ignore,
  child: () => log,
};

/** @param runs - questions of each kind. */
export function measureHistory(runs: number): Samples {
  const folder = mkdtempSync(join(tmpdir(), 'lanrage-bench-history-'));
  try {
    const path = join(folder, 'history.db');
    const filled = timed(() => fill(path));
    const heapBefore = heapBytes();
    const clock = noonClock();
    let metrics: Metrics | null = null;
    const open = timed(() => {
      metrics = createMetrics({ clock, log, databasePath: path, readSystem });
    });
    if (metrics === null) throw new Error('the bench has no metrics');
    return {
      fillSeconds: [filled / 1000],
      fileMiB: [statSync(path).size / 2 ** 20],
      openMs: [open],
      ...record(metrics, clock),
      memoryMiB: [(heapBytes() - heapBefore) / 2 ** 20],
      ...ask(metrics, runs),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** An hour of what the engine does each second. */
function record(metrics: Metrics, clock: FakeClock): Samples {
  for (const subject of subjects) metrics.setName(subject, subject);
  const ticks: number[] = [];
  const before = process.cpuUsage();
  for (let second = 0; second < HOUR / 1000; second++) {
    const started = performance.now();
    subjects.forEach((subject, i) => {
      const isLost = (second + i) % 97 === 0;
      metrics.recordLatency(subject, { at: clock.date().getTime(), rttMs: isLost ? null : rttOf(i, second) });
      if (i < PEERS) metrics.recordTraffic(subject, { rxBytes: second * 9000, txBytes: second * 7000 });
    });
    clock.advance(1000);
    ticks.push(performance.now() - started);
  }
  const { user, system } = process.cpuUsage(before);
  const settled = ticks.slice(QUIET_SECONDS);
  return { recordCorePercent: [((user + system) / 1e6 / 3600) * 100], recordSecondMs: settled };
}

function ask(metrics: Metrics, runs: number): Samples {
  const query = (span: number, points: number, until = NOON + HOUR) =>
    Array.from({ length: runs }, (_, i) => {
      const subject = subjects[i % subjects.length] ?? 'system';
      return timed(() => metrics.query({ subject, from: until - span, to: until, points }));
    });
  return {
    viewMs: Array.from({ length: runs }, () => timed(() => metrics.view())),
    queryHourMs: query(HOUR, 720),
    queryStoredHourMs: query(HOUR, 720, NOON - HOUR),
    queryDayMs: query(DAY, 720),
    queryDay2000Ms: query(DAY, 2000),
    query30DaysMs: query(DAYS * DAY, 720),
    closeMs: [timed(() => metrics.close())],
  };
}

function fill(path: string): void {
  const opened = openDatabase(path, historyMigrations, { durability: 'normal' });
  if (!opened.ok) throw new Error(JSON.stringify(opened.fault));
  const tables = new HistoryTables(opened.value.database);
  const put = opened.value.database.prepare(
    'INSERT INTO rollup (stepMs, subject, slot, data) VALUES (?, ?, ?, ?)',
  );
  subjects.forEach((key, i) => {
    tables.transaction(() => {
      const subject = tables.subjectId(key);
      const packs = Array.from({ length: VARIETY }, (_, minute) => packOf(i, minute));
      const minutes = packs.map((seconds) => mergeBuckets(seconds.values()));
      const hour = mergeBuckets(minutes);
      const end = NOON / MINUTE;
      for (let minute = end - DAYS * 1440; minute < end; minute++) {
        put.run(MINUTE, subject, minute, minutes[minute % VARIETY] ?? hour);
        if (minute % 60 === 0) put.run(HOUR, subject, minute / 60, hour);
        if (minute % 1440 === 0) put.run(DAY, subject, minute / 1440, hour);
        const seconds = packs[minute % VARIETY];
        if (minute >= end - 1440 && seconds !== undefined)
          tables.writePackIfNone(key, minute, encodePack(seconds));
      }
    });
  });
  tables.close();
}

function packOf(subject: number, minute: number): Map<number, Uint8Array> {
  const seconds = new Map<number, Uint8Array>();
  for (let second = 0; second < 60; second++) {
    const bucket = new Bucket();
    bucket.addProbe(rttOf(subject, minute * 60 + second), 1.5);
    if (subject < PEERS) bucket.addTraffic(9000, 7000);
    seconds.set(second, bucket.encode());
  }
  return seconds;
}

/** 20 to 170 ms by subject, wavering, with a rare spike. */
function rttOf(subject: number, second: number): number {
  const waver = Math.abs(Math.sin(second * 12.9898 + subject) * 43758.5453) % 1;
  return 20 + subject * 5 + waver * 8 + (second % 211 === 0 ? 120 : 0);
}

function timed(work: () => unknown): number {
  const started = performance.now();
  work();
  return performance.now() - started;
}

function heapBytes(): number {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

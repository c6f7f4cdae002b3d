import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SystemReading } from '../../../../../main/engine/machine/read-system.ts';
import { createMetrics, type Metrics } from '../../../../../main/engine/telemetry/metrics/metrics.ts';
import { defaultMetricsSettings } from '../../../../../main/engine/telemetry/metrics/metrics-settings.ts';
import { metricsViewSchema, type Subject } from '../../../../../shared/model/metrics.ts';
import type { FakeClock } from '../../../../world/fake-clock.ts';
import { quietLog } from './history/history-rig.ts';
import { NOON, noonClock } from './noon.ts';

const ANNA: Subject = 'peer:anna';
const BEN: Subject = 'peer:ben';
const ROUTER: Subject = 'target:router';
const HOUR = 3_600_000;

let clock: FakeClock;
let metrics: Metrics;
let system: SystemReading;
/** What the machine and we add each second. */
let load: { cpu: number; own: number; heap: number };

beforeEach(() => {
  clock = noonClock();
  load = { cpu: 0.25, own: 0.01, heap: 20e6 };
  const readSystem = () => {
    const seconds = clock.now() / 1000;
    system = {
      cpuBusyMs: seconds * 4000 * load.cpu,
      cpuTotalMs: seconds * 4000,
      memoryUsedBytes: 4e9,
      memoryTotalBytes: 16e9,
      ownCpuMs: seconds * 1000 * load.own,
      ownMemoryBytes: 80e6,
      ownHeapBytes: load.heap,
    };
    return system;
  };
  metrics = createMetrics({ clock, log: quietLog, databasePath: null, readSystem });
  metrics.setName(ANNA, 'Anna');
});
afterEach(() => metrics.close());

function probes(subject: Subject, seconds: number, rttAt: (second: number) => number | null): void {
  for (let second = 0; second < seconds; second++) {
    metrics.recordLatency(subject, { at: clock.wallMs, rttMs: rttAt(second) });
    clock.advance(1000);
  }
}

describe('the collector', () => {
  it('shows what its model says', () => {
    metrics.message('echo.request', 'sent', 40);
    metrics.connectionFailed(ANNA, 'peer.handshake-timeout');
    probes(ANNA, 30, () => 20);
    expect(metricsViewSchema.parse(metrics.view())).toEqual(metrics.view());
  });

  it('shows latency, loss, quality and state of each peer', () => {
    metrics.setState(ANNA, 'connected');
    metrics.setHandshakeAge(ANNA, 30_000);
    probes(ANNA, 60, (second) => (second % 20 === 5 ? null : 30));
    expect(metrics.series(ANNA)).toMatchObject({
      name: 'Anna',
      state: 'connected',
      latency: { sent: 60, lost: 3, medianMs: 30, p99Ms: 30, lossRatio: 0.05, lossPattern: 'random' },
      quality: { score: expect.closeTo(10), band: 'poor', trend: 'steady' },
      handshakeAgeMs: 90_000,
    });
  });

  it('has no quality before anything was answered, and a poor one when answers stop', () => {
    probes(ANNA, 10, () => null);
    expect(metrics.series(ANNA)?.quality).toBeNull();
    probes(ANNA, 1, () => 20);
    probes(ANNA, 70, () => null);
    expect(metrics.series(ANNA)?.quality).toMatchObject({ score: 0, band: 'poor' });
  });

  it('counts bytes and packets of a peer, with rates and the hour’s peak, over a restart of the counters', () => {
    for (const [rxBytes, rxPackets] of [
      [500, 5],
      [1500, 15],
      [2500, 25],
      [300, 3],
      [1300, 13],
      [2300, 23],
    ] as const) {
      metrics.recordTraffic(ANNA, { rxBytes, txBytes: 0, rxPackets });
      clock.advance(1000);
    }
    const { received, sent, receivedPackets } = metrics.series(ANNA) ?? {};
    expect(received).toEqual({ perSecond: 860, peak: 1000, total: 4800 });
    expect(receivedPackets).toEqual({ perSecond: 8.6, peak: 10, total: 48 });
    expect(sent).toEqual({ perSecond: 0, peak: 0, total: 0 });
    expect(metrics.view().system.received.perSecond).toBe(860);
  });

  it('says how much of the measured link is in use', () => {
    metrics.setCapacity(ANNA, { received: 2000, sent: 2000 });
    for (let second = 0; second < 8; second++) {
      metrics.recordTraffic(ANNA, { rxBytes: second * 1000, txBytes: 0 });
      clock.advance(1000);
    }
    expect(metrics.series(ANNA)?.received).toMatchObject({ perSecond: 1000, utilisation: 0.5 });
  });

  it('keeps a peer that left as disconnected, with its history, and takes it back', () => {
    probes(ANNA, 10, () => 20);
    metrics.disconnected(ANNA);
    metrics.recordLatency(ANNA, { at: clock.wallMs, rttMs: null });
    expect(metrics.series(ANNA)).toMatchObject({
      state: 'disconnected',
      quality: null,
      latency: { lost: 0 },
    });
    const { points } = metrics.query({ subject: ANNA, from: NOON, to: NOON + HOUR, points: 1 });
    expect(points).toMatchObject([{ sent: 10, lost: 0 }]);
    metrics.setState(ANNA, 'connected');
    probes(ANNA, 1, () => 20);
    expect(metrics.series(ANNA)).toMatchObject({ state: 'connected', latency: { sent: 11 } });
  });

  it('knows nothing of a subject that was never named, or was removed', () => {
    expect(metrics.series(BEN)).toBeNull();
    probes(BEN, 2, () => 20);
    expect(metrics.view().series.map(({ subject }) => subject)).toEqual([ANNA]);
    metrics.setName(ROUTER, 'Router');
    metrics.removed(ROUTER);
    expect(metrics.series(ROUTER)).toBeNull();
  });

  it('ignores a latency that is none', () => {
    for (const rttMs of [Number.NaN, -1, Number.POSITIVE_INFINITY]) {
      metrics.recordLatency(ANNA, { at: clock.wallMs, rttMs });
    }
    expect(metrics.series(ANNA)?.latency.sent).toBe(0);
    expect(metrics.query({ subject: ANNA, from: 0, to: NOON + HOUR, points: 9 }).points).toEqual([]);
  });

  it('shows a probe whose time cannot be, and keeps it out of history', () => {
    for (const at of [Number.NaN, -5, 1e300]) metrics.recordLatency(ANNA, { at, rttMs: 5 });
    expect(metrics.series(ANNA)?.latency.sent).toBe(3);
    expect(metrics.query({ subject: ANNA, from: 0, to: 8e15, points: 9 }).points).toEqual([]);
  });

  it('scores the party by its peers, the worst third double, and not by targets', () => {
    metrics.setName(BEN, 'Ben');
    metrics.setName(ROUTER, 'Router');
    probes(ANNA, 5, () => 0);
    probes(BEN, 5, () => 75);
    probes(ROUTER, 5, () => null);
    expect(metrics.view().quality).toMatchObject({
      score: expect.closeTo((55 * 2 + 100) / 3),
      band: 'good',
    });
  });

  it('keeps the live minute right while the wall clock is set', () => {
    probes(ANNA, 10, () => 20);
    clock.shiftWall(-HOUR);
    probes(ANNA, 10, () => 20);
    clock.shiftWall(48 * HOUR);
    probes(ANNA, 10, () => 20);
    expect(metrics.series(ANNA)?.latency).toMatchObject({ sent: 30, lost: 0 });
  });

  it('counts messages by type with their sizes, and how many there are a second', () => {
    for (let i = 0; i < 100; i++) metrics.message('control.signal', 'sent', i < 98 ? 100 : 5000);
    metrics.message('control.signal', 'received', 200);
    metrics.message('control.signal', 'failed', 0);
    clock.advance(1000);
    const { messages, messageRates } = metrics.view();
    expect(messages).toEqual([
      {
        type: 'control.signal',
        sent: 100,
        received: 1,
        failed: 1,
        bytesSent: 98 * 100 + 2 * 5000,
        bytesReceived: 200,
        sizeMedian: 100,
        sizeP99: expect.closeTo(5000, -2),
      },
    ]);
    expect(messageRates).toMatchObject({ sent: { perSecond: 100 }, received: { perSecond: 1 } });
  });

  it('doesn’t let a peer fill it with types of messages', () => {
    for (let i = 0; i < 1000; i++) metrics.message(`made-up.${i}`, 'received', 1);
    const { messages } = metrics.view();
    expect(messages.length).toBeLessThanOrEqual(201);
    expect(messages.reduce((sum, { received }) => sum + received, 0)).toBe(1000);
  });

  it('counts connections, how long they lasted, and why they failed', () => {
    metrics.connectionOpened(ANNA);
    metrics.connectionOpened(ANNA);
    clock.advance(60_000);
    metrics.connectionClosed(ANNA);
    metrics.connectionClosed(ANNA);
    metrics.connectionFailed(ANNA, 'peer.handshake-timeout');
    metrics.connectionOpened(BEN);
    expect(metrics.view().connections).toEqual({
      active: 1,
      opened: 2,
      failed: 1,
      durationMedianMs: expect.closeTo(60_000, -3),
      durationP99Ms: expect.closeTo(60_000, -3),
      errors: { 'peer.handshake-timeout': 1 },
    });
  });

  it('tells path changes and which versions run', () => {
    metrics.pathChanged(ANNA, 'relay', 'punched');
    metrics.setVersions(
      new Map([
        ['anna', '1.0.0'],
        ['ben', '1.0.0'],
        ['cleo', '1.1.0'],
      ]),
    );
    expect(metrics.series(ANNA)?.pathChanges).toBe(1);
    expect(metrics.view().versions).toEqual({ '1.0.0': 2, '1.1.0': 1 });
    expect(metrics.events(ANNA, NOON, NOON + HOUR)).toMatchObject([
      { kind: 'path', from: 'relay', to: 'punched' },
    ]);
  });
});

describe('the load', () => {
  it('is sampled every ten seconds, and goes into history', () => {
    clock.advance(11_000);
    expect(metrics.view().system).toMatchObject({
      cpuRatio: expect.closeTo(0.25),
      ownCpuRatio: expect.closeTo(0.01),
      memoryUsedBytes: 4e9,
      memoryTotalBytes: 16e9,
      ownMemoryBytes: 80e6,
    });
    clock.advance(60_000);
    const { points } = metrics.query({ subject: 'system', from: NOON, to: NOON + HOUR, points: 2000 });
    expect(points.length).toBeGreaterThanOrEqual(6);
    expect(points[0]?.load).toMatchObject({
      cpuRatio: expect.closeTo(0.25),
      memoryUsedBytes: expect.closeTo(4e9, -3),
    });
  });

  it('of our own above the limit slows sampling, and says so', () => {
    const seen: number[] = [];
    metrics.onSlowdown((slowdown) => seen.push(slowdown));
    clock.advance(20_000);
    expect(metrics.slowdown()).toBe(1);
    load = { ...load, heap: 101 * 1024 ** 2 };
    clock.advance(40_000);
    expect(metrics.slowdown()).toBe(2);
    expect(metrics.view().recording.slowdown).toBe(2);
    expect(metrics.events('system', NOON, NOON + HOUR)).toMatchObject([{ kind: 'slowdown', factor: 2 }]);
    load = { ...load, heap: 20e6 };
    clock.advance(180_000);
    expect(seen).toEqual([2, 1]);
  });

  it('uses limits and intervals as they are set', () => {
    const settings = { ...defaultMetricsSettings, systemIntervalMs: 1000, ownCpuLimitRatio: 0.005 };
    const strict = createMetrics({
      clock,
      log: quietLog,
      databasePath: null,
      settings: () => settings,
      readSystem: () => ({ ...system, ownCpuMs: clock.now() * 0.01 }),
    });
    clock.advance(10_000);
    expect(strict.slowdown()).toBeGreaterThan(1);
    strict.close();
  });
});

describe('a game session', () => {
  it('has the figures of its own time alone', () => {
    probes(ANNA, 30, () => 500);
    metrics.startSession('Quake');
    probes(ANNA, 30, (second) => (second === 10 ? null : 20));
    const ended = metrics.endSession();
    probes(ANNA, 30, () => 500);
    expect(ended).toMatchObject({
      name: 'Quake',
      startedAt: NOON + 30_000,
      endedAt: NOON + 60_000,
      peers: [{ peer: 'anna', name: 'Anna', latency: { sent: 30, lost: 1, maxMs: 20, medianMs: 20 } }],
    });
    expect(metrics.sessions()).toEqual([ended]);
  });

  it('ends when another begins, and there is none to end twice', () => {
    const first = metrics.startSession('Quake');
    clock.advance(1000);
    metrics.startSession('Age of Empires');
    expect(metrics.sessions().map(({ id, endedAt }) => [id, endedAt])).toEqual([
      [first.id + 1, null],
      [first.id, NOON + 1000],
    ]);
    metrics.endSession();
    expect(metrics.endSession()).toBeNull();
  });
});

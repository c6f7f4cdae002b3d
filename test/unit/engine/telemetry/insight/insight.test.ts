import { beforeEach, describe, expect, it } from 'vitest';
import { createInsight, type Insight } from '../../../../../main/engine/telemetry/insight/insight.ts';
import { StallWatch } from '../../../../../main/engine/telemetry/insight/stall-watch.ts';
import {
  type Alert,
  type Anomaly,
  insightViewSchema,
  type LagReport,
  lagReportSchema,
} from '../../../../../shared/model/insight.ts';
import type { SeriesView, Subject } from '../../../../../shared/model/metrics.ts';
import { FakeClock } from '../../../../world/fake-clock.ts';
import { normal, seeded } from './noise.ts';

const ada = { id: 'ada', address: '10.66.0.1' };
const zoe = { id: 'zoe', address: '10.66.0.2', online: true };
const eve = { id: 'eve', address: '10.66.0.3', online: true };

let clock: FakeClock;
let insight: Insight;
let alerts: { kind: string; alert: Alert }[];
let anomalies: Anomaly[];
let reports: LagReport[];

function insightOf(self: typeof ada, ...others: (typeof zoe)[]): Insight {
  const made = createInsight({
    clock,
    session: 7,
    roleOf: (target) => (target === 'router' ? 'gateway' : null),
    isQuiet: () => false,
    onAlert: (change) => alerts.push(change),
    onAnomaly: (anomaly) => anomalies.push(anomaly),
    onLagReport: (report) => reports.push(report),
  });
  made.setParty(self, others);
  return made;
}

function series(subject: Subject, state: string, medianMs: number | null, lossRatio = 0): SeriesView {
  return {
    subject,
    name: subject.slice(5),
    state,
    latency: {
      sent: 60,
      lost: Math.round(60 * lossRatio),
      minMs: medianMs,
      medianMs,
      meanMs: medianMs,
      p95Ms: medianMs,
      p99Ms: medianMs,
      maxMs: medianMs,
      jitterMs: 1,
      lossRatio,
      longestBurst: 0,
      lossPattern: 'none',
    },
    quality: null,
    received: null,
    sent: null,
    pathChanges: 0,
    handshakeAgeMs: null,
  };
}

/** Lets `seconds` pass; each has one echo to Zoë. */
function play(seconds: number, rttMs: (second: number) => number | null, state = 'direct'): void {
  for (let second = 0; second < seconds; second++) {
    clock.advance(1000);
    const rtt = rttMs(second);
    insight.sample('peer:zoe', clock.now(), rtt);
    insight.observe([series('peer:zoe', state, rtt)]);
  }
}

beforeEach(() => {
  clock = new FakeClock();
  [alerts, anomalies, reports] = [[], [], []];
  insight = insightOf(ada, zoe, eve);
});

describe('the insight', () => {
  it('raises an alert for slow echoes and clears it', () => {
    play(10, () => 180);
    play(20, () => 20);
    expect(alerts.map(({ kind }) => kind)).toEqual(['raised', 'cleared']);
    expect(insight.view().alerts).toMatchObject([{ subject: 'peer:zoe', name: 'zoe', value: 180 }]);
  });

  it('counts how long a player has been down, but not who is away', () => {
    play(299, () => null, 'lost');
    expect(alerts.filter(({ alert }) => alert.rule.metric === 'down')).toEqual([]);
    play(3, () => null, 'lost');
    expect(alerts.filter(({ alert }) => alert.rule.metric === 'down')).toHaveLength(1);
    insight = insightOf(ada, zoe);
    alerts = [];
    play(600, () => null, 'away');
    expect(alerts).toEqual([]);
  });

  it('tells an anomaly with what was usual', () => {
    const random = seeded(2);
    play(600, () => 40 + normal(random));
    expect(anomalies).toEqual([]);
    play(45, () => 95 + normal(random));
    expect(anomalies).toMatchObject([{ subject: 'peer:zoe', metric: 'latency' }]);
    expect(anomalies[0]?.expected).toBeCloseTo(40, 0);
  });

  it('predicts once it has a quarter of an hour, on the wall clock', () => {
    play(600, (second) => 40 + second / 60);
    expect(insight.view().predictions).toEqual([]);
    play(600, (second) => 50 + second / 60);
    const [prediction] = insight.view().predictions;
    expect(prediction?.slopeMsPerMinute).toBeCloseTo(1, 1);
    expect(prediction?.points[0]?.at).toBeGreaterThan(clock.date().getTime());
    expect(prediction?.points[9]?.midMs).toBeGreaterThan(65);
  });

  it('forgets a target that was removed', () => {
    play(1000, () => 200);
    insight.observe([]);
    expect(alerts.at(-1)?.kind).toBe('cleared');
    expect(insight.view().predictions).toEqual([]);
  });

  it('finds out from the members’ rows who should host, and draws who reaches whom', () => {
    const theirs = insightOf({ id: 'zoe', address: '10.66.0.2' }, { ...ada, online: true }, eve);
    const link = { lossRatio: 0, path: 'punched' as const, relayed: false };
    theirs.setLinks([
      { to: 'ada', latencyMs: 30, ...link },
      { to: 'eve', latencyMs: 20, ...link, path: 'relay', relayed: true },
    ]);
    insight.setLinks([
      { to: 'zoe', latencyMs: 31, ...link },
      { to: 'eve', latencyMs: 90, ...link },
    ]);
    expect(insight.view().host.best).toBe('ada');
    expect(insight.takeRow(zoe.address, theirs.dueRow() ?? new Uint8Array())).toBe(true);
    const view = insight.view();
    expect(view.host).toMatchObject({
      best: 'zoe',
      ranking: [{ worstMs: 31 }, { peer: 'eve' }, { peer: 'ada' }],
    });
    expect(view.topology.map(({ a, b, path }) => `${a} ${b} ${path}`)).toEqual([
      'ada eve punched',
      'ada zoe punched',
      'eve zoe relay',
    ]);
    expect(insightViewSchema.parse(view)).toEqual(view);
  });

  it('leaves players who are away out of the question who hosts', () => {
    const link = { lossRatio: 0, path: 'punched' as const, relayed: false };
    insight.setLinks([{ to: 'zoe', latencyMs: 31, ...link }]);
    expect(insight.view().host.best).toBeNull();
    insight.setParty(ada, [zoe, { ...eve, online: false }]);
    expect(insight.view().host.best).toBe('ada');
  });

  it('tells its row every five seconds, and to nobody without a party', () => {
    expect(insight.dueRow()).not.toBeNull();
    clock.advance(4999);
    expect(insight.dueRow()).toBeNull();
    clock.advance(1);
    expect(insight.dueRow()).not.toBeNull();
    clock.advance(5000);
    insight.setParty(null, []);
    expect(insight.dueRow()).toBeNull();
    expect(insight.view()).toMatchObject({ matrix: [], topology: [], host: { best: null, ranking: [] } });
  });

  it('reports lag half a minute after the press: Wi-Fi, when the router lagged too', () => {
    const second = (isLag: boolean): void => {
      clock.advance(1000);
      insight.sample('peer:zoe', clock.now(), isLag ? 300 : 40);
      insight.sample('target:router', clock.now(), isLag ? 250 : 3);
      insight.sample('target:other', clock.now(), 3);
      insight.noteWireless(` wlan0: 0000 54. -${isLag ? 84 : 55}. -256 0 0 0 0 0 0`);
      insight.observe([series('peer:zoe', 'direct', 40)]);
    };
    for (let i = 0; i < 60; i++) second(i > 50);
    const id = insight.recordLag();
    expect(insight.isRecording).toBe(true);
    for (let i = 0; i < 33; i++) second(i < 8);
    expect(insight.isRecording).toBe(false);
    expect(reports).toHaveLength(1);
    expect(reports[0]).toMatchObject({ id, verdict: { culprit: 'own-wifi' } });
    expect(reports[0]?.tracks.map(({ kind }) => kind).sort()).toEqual([
      'gateway',
      'peer',
      'wifi-retries',
      'wifi-signal',
    ]);
    expect(lagReportSchema.parse(reports[0])).toEqual(reports[0]);
    const pressedAt = reports[0]?.pressedAt ?? 0;
    expect(clock.date().getTime() - pressedAt).toBe(33_000);
  });

  it('counts what the radio gave up, and starts over when its counters do', () => {
    const text = (retries: number): string => ` wlan0: 0000 54. -55. -256 0 0 0 ${retries} 0 0`;
    insight.recordLag();
    for (const retries of [100, 130, 5, 6]) {
      clock.advance(1000);
      insight.noteWireless(text(retries));
    }
    clock.advance(40_000);
    insight.observe([]);
    const track = reports[0]?.tracks.find(({ kind }) => kind === 'wifi-retries');
    expect(track?.samples.map(({ value }) => value)).toEqual([30, 1]);
  });

  it('learns from the rows of others whether they lag to a player as well', () => {
    const theirs = insightOf({ id: 'eve', address: '10.66.0.3' }, { ...ada, online: true }, zoe);
    const link = { lossRatio: 0, path: 'punched' as const, relayed: false };
    insight.recordLag();
    for (let second = 0; second < 33; second++) {
      clock.advance(1000);
      const isLag = second >= 10 && second < 20;
      for (const one of [insight, theirs]) one.sample('peer:zoe', clock.now(), isLag ? 400 : 40);
      insight.sample('peer:eve', clock.now(), 20);
      theirs.setLinks([{ to: 'zoe', latencyMs: 40, ...link }]);
      const row = theirs.dueRow();
      if (row !== null) insight.takeRow(eve.address, row);
      insight.observe([series('peer:zoe', 'direct', 40), series('peer:eve', 'direct', 20)]);
    }
    expect(reports[0]?.verdict.culprit).toBe('their-side');
    expect(reports[0]?.verdict.evidence.map(({ fact }) => fact)).toContain('others-latency');
  });
});

describe('the watch on stalls', () => {
  it('looks once a second, ten times while every stall counts, and not at all once it is closed', () => {
    const late: number[] = [];
    const stalls = new StallWatch(clock, (ms) => late.push(ms));
    clock.advance(3000);
    expect(late).toEqual([0, 0, 0]);
    stalls.setQuick(true);
    clock.advance(500);
    expect(late).toHaveLength(8);
    stalls.setQuick(false);
    clock.advance(1000);
    expect(late).toHaveLength(9);
    stalls.close();
    clock.advance(5000);
    expect(late).toHaveLength(9);
  });

  it('tells how late its timer came', () => {
    const late: number[] = [];
    const stalls = new StallWatch(clock, (ms) => late.push(ms));
    clock.sleep(1300);
    clock.advance(0);
    stalls.close();
    expect(late).toEqual([300]);
  });
});

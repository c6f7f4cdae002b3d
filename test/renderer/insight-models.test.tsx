/** The models behind Quality, the player's chart, Fix and Sessions: decisions without a screen. */
import { describe, expect, it } from 'vitest';
import { historySeconds, pathTicks, toRows } from '../../renderer/model/chart-rows.ts';
import {
  begin,
  checkRows,
  doneCount,
  noRun,
  problemCount,
  takeOutcome,
  takeProgress,
} from '../../renderer/model/doctor-run.ts';
import { formatBits } from '../../renderer/model/format.ts';
import { factFigure, thin, trackName } from '../../renderer/model/lag-words.ts';
import { beginLinkTest, takeLinkTest } from '../../renderer/model/link-test-run.ts';
import { plotPath } from '../../renderer/model/plot-path.ts';
import { subjectName } from '../../renderer/model/subject-name.ts';
import { stateWord } from '../../renderer/model/target-looks.ts';
import { circle, drawnEdges, edgeKind } from '../../renderer/model/topology.ts';
import { noteUpgrades, tellable } from '../../renderer/model/upgrades.ts';
import { fault } from '../../shared/faults/fault.ts';
import { checkIds } from '../../shared/model/check-ids.ts';
import type { Finding } from '../../shared/model/doctor.ts';
import type { LagTrackKind } from '../../shared/model/insight.ts';
import type { HistoryPoint } from '../../shared/model/metrics.ts';
import type { TargetView } from '../../shared/model/target.ts';
import { mockSummary } from '../mocks/mock-summary.ts';
import { partyOf, peerIn } from '../mocks/scenarios.ts';

const finding = (check: Finding['check'], change: Partial<Finding> = {}): Finding => ({
  check,
  peer: null,
  status: 'ok',
  cause: null,
  confidence: 1,
  measured: null,
  expected: null,
  remedy: null,
  tookMs: 1,
  ...change,
});

const run = (findings: readonly Finding[]) => ({ ...begin(1), phase: 'done' as const, findings });

describe('a run of the doctor', () => {
  it('takes what the engine says, and begins anew when another run does', () => {
    let state = takeProgress(noRun, { run: 4, kind: 'started', check: 'disk', peer: null });
    expect(checkRows(state).find(({ check }) => check === 'disk')?.state).toBe('running');
    state = takeProgress(state, { run: 4, kind: 'found', finding: finding('disk') });
    expect(state.running).toEqual([]);
    expect(doneCount(checkRows(state))).toBe(1);
    expect(takeProgress(state, { run: 3, kind: 'finished', tookMs: 1, stopped: false })).toBe(state);
    const next = takeProgress(state, { run: 5, kind: 'started', check: 'clock', peer: null });
    expect(next).toMatchObject({ run: 5, findings: [], running: ['clock'] });
    expect(takeProgress(next, { run: 5, kind: 'finished', tookMs: 9, stopped: true }).phase).toBe('stopped');
  });

  it('folds hidden checks into the one that failed, and shows every other one once', () => {
    const rows = checkRows(
      run(
        checkIds.map((check) => {
          if (check === 'internet')
            return finding(check, { status: 'failed', cause: fault('doctor.no-route', {}) });
          return finding(check, { status: check === 'dns' || check === 'udp' ? 'hidden' : 'ok' });
        }),
      ),
    );
    expect(rows).toHaveLength(checkIds.length - 2);
    expect(rows.find(({ check }) => check === 'internet')?.blocked).toEqual(['dns', 'udp']);
    expect(problemCount(rows)).toBe(1);
  });

  it('tells of one player when asked, and of this machine always', () => {
    const ill = { status: 'warning', cause: fault('doctor.clock-skew', { seconds: 90 }) } as const;
    const state = run([
      finding('loss', { ...ill, peer: 'a' }),
      finding('loss', { ...ill, peer: 'b' }),
      finding('clock', ill),
    ]);
    expect(problemCount(checkRows(state))).toBe(3);
    expect(problemCount(checkRows(state, 'a'))).toBe(2);
  });

  it('puts the check after a remedy in the place of the one before', () => {
    const before = finding('mtu', {
      peer: 'a',
      status: 'warning',
      measured: { code: 'packet', bytes: 1280 },
    });
    const other = finding('mtu', { peer: 'b', status: 'warning' });
    const after = finding('mtu', { peer: 'a', measured: { code: 'packet', bytes: 1420 } });
    const state = takeOutcome(run([before, other]), { before, after });
    expect(state.findings).toEqual([after, other]);
    expect(checkRows(state, 'a').find(({ check }) => check === 'mtu')).toMatchObject({
      state: 'ok',
      outcomes: [{ before, after }],
    });
  });
});

describe('the rows of the chart', () => {
  const point = (at: number, medianMs: number | null, lost = 0): HistoryPoint => ({
    at,
    sent: 10,
    lost,
    minMs: medianMs,
    medianMs,
    p95Ms: medianMs,
    p99Ms: medianMs,
    maxMs: medianMs,
    meanMs: medianMs,
    jitterMs: null,
    receivedBytes: 0,
    sentBytes: 0,
  });

  it('leave a gap where history has no point', () => {
    const seconds = historySeconds(
      { subject: 'peer:a', stepMs: 5000, points: [point(0, 10), point(15_000, 20, 5)] },
      20_000,
    );
    expect(seconds.map(({ ago, rttMs }) => [ago, rttMs])).toEqual([
      [-20, 10],
      [-15, null],
      [-10, null],
      [-5, 20],
    ]);
    expect(seconds[3]?.lossRatio).toBe(0.5);
  });

  it('are dashed from the change to the relay on, and both lines meet there', () => {
    const ticks = pathTicks(
      [
        { at: 8000, subject: 'peer:a', kind: 'path', from: 'punched', to: 'relay' },
        { at: 8000, subject: 'peer:b', kind: 'path', from: 'relay', to: 'lan' },
        { at: 9000, subject: 'peer:a', kind: 'anomaly', metric: 'latency' },
      ],
      'a',
      10_000,
    );
    expect(ticks).toEqual([{ ago: -2, from: 'punched', to: 'relay' }]);
    const seconds = [-3, -2, -1].map((ago) => ({
      ago,
      rttMs: 20,
      lowMs: 10,
      highMs: 30,
      sent: 1,
      lost: 0,
      lossRatio: 0,
    }));
    expect(toRows(seconds, ticks, 'relay').map(({ directMs, relayedMs }) => [directMs, relayedMs])).toEqual([
      [20, null],
      [20, 20],
      [null, 20],
    ]);
  });
});

describe('a path that became direct', () => {
  const before = partyOf([peerIn('relayed', 2, 'Jon', 48)]);
  const after = partyOf([peerIn('direct', 2, 'Jon', 21)]);

  it('is told once its own latency is measured, for a quarter of a minute', () => {
    const noted = noteUpgrades([], before, after, 0);
    expect(tellable(noted, after, 10_000)).toBeNull();
    expect(tellable(noted, after, 12_000)).toMatchObject({ name: 'Jon', beforeMs: 48, afterMs: 21 });
    expect(tellable(noted, after, 27_000)).toBeNull();
  });

  it('is not told when it is no better, and is forgotten when it falls back', () => {
    const noted = noteUpgrades([], before, after, 0);
    expect(tellable(noted, partyOf([peerIn('direct', 2, 'Jon', 50)]), 12_000)).toBeNull();
    expect(noteUpgrades(noted, after, before, 5000)).toEqual([]);
  });
});

describe('a test on demand', () => {
  it('takes the first words before its number is known, and none of another run', () => {
    const started = takeLinkTest(beginLinkTest('ping', 'a'), {
      run: 7,
      kind: 'reply',
      share: 0.2,
      rttMs: 18,
    });
    expect(started).toMatchObject({ run: 7, share: 0.2, replies: [18] });
    expect(takeLinkTest(started, { run: 8, kind: 'reply', share: 1, rttMs: 1 })).toBe(started);
    expect(
      takeLinkTest(null, {
        run: 7,
        kind: 'hop',
        share: 1,
        hop: { ttl: 1, address: null, latency: mockSummary(null) },
      }),
    ).toBeNull();
  });
});

describe('the map of paths', () => {
  const edge = (a: string, b: string, reached: 'yes' | 'no' = 'yes') => ({
    a,
    b,
    reached,
    path: 'relay' as const,
    latencyMs: 1,
    lossRatio: 0,
  });

  it('shows what is wrong before the kind of path', () => {
    expect(edgeKind(edge('a', 'b'))).toBe('relay');
    expect(edgeKind(edge('a', 'b', 'no'))).toBe('none');
    expect(edgeKind({ reached: 'yes', path: 'lan' })).toBe('near');
  });

  it('draws all pairs of a small party, and of a large one our own and the broken ones', () => {
    const edges = [edge('me', 'a'), edge('a', 'b'), edge('b', 'c', 'no')];
    expect(drawnEdges(edges, 4, 'me')).toHaveLength(3);
    expect(drawnEdges(edges, 40, 'me')).toEqual([edges[0], edges[2]]);
  });

  it('keeps everybody within the picture', () => {
    const places = circle(['a', 'b', 'c', 'd'], 100, 20);
    expect(places[0]).toMatchObject({ x: 50, y: 20 });
    for (const { x, y } of places) expect(Math.max(x, y)).toBeLessThanOrEqual(80);
    expect(circle(['a'], 100, 20)).toEqual([{ id: 'a', x: 50, y: 50 }]);
  });
});

describe('figures', () => {
  it('breaks a line at a gap and keeps it within its box', () => {
    expect(plotPath([0, null, 200], { width: 20, height: 10, low: 0, high: 100 })).toBe(
      'M0.0 10.0h0M20.0 0.0h0',
    );
  });

  it('thins a track to its worst values, and keeps gaps', () => {
    const track = [1, 9, null, null, 3, 2].map((value) => ({ value }));
    expect(thin(track, 3)).toEqual([9, null, 3]);
    expect(thin(track, 3, 'lowest')).toEqual([1, null, 2]);
  });

  it.each([
    [950, '950 bit/s'],
    [38_200_000, '38.2 Mbit/s'],
    [2.5e9, '2.5 Gbit/s'],
  ])('%d bits a second read %s', (bits, text) => expect(formatBits(bits)).toBe(text.replace(' ', '\u00a0')));

  it('calls a track by what people know, and by a device only where there are two', () => {
    const names = {
      peerName: () => 'Mara',
      targetName: (id: string) => (id === 'public-2' ? 'Quad9' : null),
    };
    const called = (kind: LagTrackKind, name: string, count = 1) =>
      trackName(
        { kind, name },
        Array.from({ length: count }, () => ({ kind })),
        names,
      );
    expect(called('peer', 'p1')).toBe('Delay to Mara');
    expect(called('internet', 'public-2')).toBe('Internet Quad9');
    expect(called('gateway', 'gateway')).toBe('Router');
    expect(called('stall', 'loop')).toBe('Computer late by');
    expect(called('wifi-signal', 'wlan0')).toBe('Wi-Fi signal');
    expect(called('wifi-signal', 'wlan0', 2)).toBe('Wi-Fi signal wlan0');
  });

  it('keeps the name of who has left, and says so where there is none', () => {
    const members = new Map([['p1', 'Mara']]);
    expect(subjectName('peer:p1', '', members, new Map())).toBe('Mara');
    expect(subjectName('peer:p2', 'Jon', members, new Map())).toBe('Jon');
    expect(subjectName('peer:p2', '', members, new Map())).toBe('a player who left');
    expect(subjectName('target:g', '', members, new Map([['g', 'Router']]))).toBe('Router');
  });

  it('takes an error for an answer', () => {
    const last = (status: number | null): TargetView['last'] => ({
      target: 't',
      at: 0,
      via: 'http',
      result: { outcome: 'refused', status },
    });
    expect(stateWord({ state: 'failing', last: last(503) })).toBe('answers with an error');
    expect(stateWord({ state: 'failing', last: last(null) })).toBe('refuses');
    expect(stateWord({ state: 'failing', last: null })).toBe('no answer');
  });

  it('gives each fact of a lag report its own unit', () => {
    expect(factFigure('gateway-loss', 0.11)).toBe('11\u00a0%');
    expect(factFigure('wifi-signal', -84)).toBe('−84\u00a0dBm');
    expect(factFigure('lag-seconds', 9)).toBe('9');
  });
});

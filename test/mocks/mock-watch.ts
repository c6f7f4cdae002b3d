/** What a mock engine says of what it watches: figures that follow from its scenario, the same ones every time. */

import { topology } from '../../main/engine/telemetry/insight/topology.ts';
import { whoHosts } from '../../main/engine/telemetry/insight/who-hosts.ts';
import { exportHistory } from '../../main/engine/telemetry/metrics/export/export-history.ts';
import { partyScore, qualityScore } from '../../main/engine/telemetry/metrics/quality.ts';
import { fault } from '../../shared/faults/fault.ts';
import type { Handlers } from '../../shared/ipc/api.ts';
import type { watchCalls } from '../../shared/ipc/watch-calls.ts';
import type { InsightView, PairLatency } from '../../shared/model/insight.ts';
import type {
  History,
  HistoryEvent,
  HistoryPoint,
  HistoryQuery,
  LatencySummary,
  MetricsView,
  Quality,
} from '../../shared/model/metrics.ts';
import type { PartyView, PeerView, Snapshot } from '../../shared/model/snapshot.ts';
import type { TargetView } from '../../shared/model/target.ts';
import { wordOfScore } from '../../shared/quality.ts';
import { fail, ok } from '../../shared/result.ts';
import type { mockSessions } from './mock-sessions.ts';
import { mockSummary } from './mock-summary.ts';

const MINUTE_MS = 60_000;

/** Deterministic noise around 0, −1 to 1. */
function wave(n: number): number {
  return Math.sin(n * 1.7) * 0.6 + Math.sin(n * 0.31) * 0.4;
}

export function mockMetrics(snapshot: Snapshot, targets: readonly TargetView[], at: number): MetricsView {
  const peers = snapshot.party?.peers ?? [];
  const rate = (perSecond: number) => ({ perSecond, peak: perSecond * 3, total: perSecond * 3600 });
  return {
    at,
    series: [
      ...peers.map((peer) => ({
        subject: `peer:${peer.id}`,
        name: peer.name,
        state: peer.state,
        latency: latencyOf(peer),
        quality: qualityOf(scoreOf(peer)),
        received: rate(12_000),
        sent: rate(9000),
        pathChanges: peer.path === 'direct' ? 1 : 0,
        handshakeAgeMs: peer.handshakeAgeMs,
      })),
      ...targets.map(({ target, state, last }) => ({
        subject: `target:${target.id}`,
        name: target.name,
        state,
        latency: mockSummary(last?.result.outcome === 'answered' ? last.result.rttMs : null),
        quality: null,
        received: null,
        sent: null,
        pathChanges: 0,
        handshakeAgeMs: null,
      })),
    ],
    system: {
      cpuRatio: 0.21,
      memoryUsedBytes: 6.1 * 2 ** 30,
      memoryTotalBytes: 16 * 2 ** 30,
      ownCpuRatio: 0.008,
      ownMemoryBytes: 96 * 2 ** 20,
      received: rate(24_000),
      sent: rate(18_000),
    },
    quality: qualityOf(partyScore(peers.flatMap((peer) => scoreOf(peer) ?? []))),
    connections: {
      active: peers.length,
      opened: 4,
      failed: 0,
      durationMedianMs: 1_260_000,
      durationP99Ms: 5_400_000,
    },
    messages: [
      {
        type: 'echo.request',
        sent: 5400,
        received: 5390,
        failed: 0,
        bytesSent: 151_200,
        bytesReceived: 150_920,
        sizeMedian: 28,
        sizeP99: 28,
      },
    ],
    versions: { 'lanrage/0.1.0': peers.length + 1 },
    recording: { state: 'recording', queued: 0, dropped: 0, slowdown: 1 },
  };
}

function latencyOf({ latencyMs, lossRatio }: PeerView): LatencySummary {
  return mockSummary(latencyMs, lossRatio);
}

function scoreOf(peer: PeerView): number | null {
  return qualityScore(latencyOf(peer));
}

function qualityOf(score: number | null): Quality | null {
  return score === null ? null : { score, band: wordOfScore(score), trend: 'steady' };
}

export function mockTargets(now: number): TargetView[] {
  const common = { kind: 'icmp', port: null, family: 'any', intervalMs: 1000, timeoutMs: 2000 } as const;
  const answered = (id: string, rttMs: number): TargetView['last'] => ({
    target: id,
    at: now,
    via: 'icmp-datagram',
    result: { outcome: 'answered', rttMs, ttl: 64, status: null, phases: null, addresses: [] },
  });
  return [
    {
      target: { ...common, id: 'gateway', name: 'Router', address: 'gateway' },
      state: 'answering',
      last: answered('gateway', 1.2),
      consecutiveFailures: 0,
      nextAt: now + 1000,
    },
    {
      target: {
        ...common,
        id: 'game',
        name: 'Game page',
        kind: 'http',
        address: 'https://game.example.org/',
        intervalMs: 30_000,
      },
      state: 'failing',
      last: { target: 'game', at: now, via: 'http', result: { outcome: 'refused', status: 503 } },
      consecutiveFailures: 2,
      nextAt: now + 30_000,
    },
  ];
}

export function mockInsight({ party }: Snapshot, now: number): InsightView {
  const members = party === null ? [] : [party.self.id, ...party.peers.map(({ id }) => id)];
  const matrix = party === null ? [] : pairsOf(party);
  const online = members.filter((id) => party?.peers.find((peer) => peer.id === id)?.state !== 'away');
  const [first] = party?.peers ?? [];
  return {
    alerts:
      first === undefined
        ? []
        : [
            {
              id: 1,
              rule: { metric: 'latency', threshold: 100, forMs: 60_000, cooldownMs: 900_000 },
              subject: `peer:${first.id}`,
              name: first.name,
              raisedAt: now - 10 * MINUTE_MS,
              clearedAt: now - 6 * MINUTE_MS,
              value: 184,
            },
          ],
    ...mockOddities(party, now),
    matrix,
    topology: topology(members, matrix),
    host: whoHosts(online, matrix),
  };
}

type End = Pick<PeerView, 'id' | 'latencyMs' | 'path'>;

/** As each would tell it; nobody tells of those who were never reached. */
function pairsOf({ self, peers }: PartyView): PairLatency[] {
  const own: End = { id: self.id, latencyMs: 0, path: 'direct' };
  const ends = [own, ...peers.filter(({ lossRatio }) => lossRatio !== null)];
  return ends.flatMap((from) => ends.filter((to) => to !== from).map((to) => pairOf(from, to)));
}

/** Two others are as far from each other as by way of us. */
function pairOf(from: End, to: End): PairLatency {
  const isRelayed = from.path === 'relay' || to.path === 'relay';
  const path = isRelayed ? 'relay' : 'punched';
  if (from.latencyMs === null || to.latencyMs === null) {
    return { from: from.id, to: to.id, latencyMs: null, lossRatio: 1, path };
  }
  return { from: from.id, to: to.id, latencyMs: from.latencyMs + to.latencyMs, lossRatio: 0, path };
}

/** Who is unsteady is so tonight more than usual, and is thought to get worse. */
function mockOddities(party: Snapshot['party'], now: number): Pick<InsightView, 'anomalies' | 'predictions'> {
  const unsteady = party?.peers.find(({ state }) => state === 'unsteady');
  if (unsteady === undefined) return { anomalies: [], predictions: [] };
  const subject = `peer:${unsteady.id}`;
  return {
    anomalies: [
      { subject, at: now - 2 * MINUTE_MS, metric: 'latency', value: 340, expected: 96, score: 8.2 },
    ],
    predictions: [
      {
        subject,
        slopeMsPerMinute: 6,
        points: [5, 10].map((minutes) => ({
          at: now + minutes * MINUTE_MS,
          lowMs: 190,
          midMs: 213 + 6 * minutes,
          highMs: 260 + 12 * minutes,
        })),
      },
    ],
  };
}

export function mockWatch(
  snapshot: () => Snapshot,
): Omit<Pick<Handlers, keyof typeof watchCalls>, keyof ReturnType<typeof mockSessions>> {
  let targets = mockTargets(Date.now());
  let last = 0;
  return {
    getTargets: async () => ok(targets),
    async addTarget(draft) {
      const target = { ...draft, id: `t${++last}` };
      const view: TargetView = {
        target,
        state: 'pending',
        last: null,
        consecutiveFailures: 0,
        nextAt: Date.now(),
      };
      targets = [...targets, view];
      return ok(view);
    },
    async updateTarget({ id, patch }) {
      const known = targets.find(({ target }) => target.id === id);
      if (known === undefined) return fail(fault('target.not-found', { id }));
      const given = Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined));
      const view: TargetView = { ...known, target: { ...known.target, ...given } };
      targets = targets.map((one) => (one === known ? view : one));
      return ok(view);
    },
    async removeTarget({ id }) {
      targets = targets.filter(({ target }) => target.id !== id);
      return ok({});
    },
    getMetrics: async () => ok(mockMetrics(snapshot(), targets, Date.now())),
    getHistory: async ({ points, ...range }) => ok(mockHistory(snapshot(), targets, range, points)),
    exportHistory: async (query) =>
      ok(
        await exportHistory(({ points, ...range }) => mockHistory(snapshot(), targets, range, points), query),
      ),
    getHistoryEvents: async ({ from, to }) => ok(mockEvents(snapshot(), from, to)),
    getInsight: async () => ok(mockInsight(snapshot(), Date.now())),
  };
}

/** The first player became direct five minutes ago; those on the relay fell back to it just now. */
function mockEvents({ party }: Snapshot, from: number, to: number): HistoryEvent[] {
  const [first] = party?.peers ?? [];
  const path = (peer: PeerView, ago: number, before: string, after: string): HistoryEvent => ({
    at: to - ago,
    subject: `peer:${peer.id}`,
    kind: 'path',
    from: before,
    to: after,
  });
  const events = first === undefined ? [] : [path(first, 5 * MINUTE_MS, 'relay', 'punched')];
  const relayed = (party?.peers ?? []).filter(({ path: way }) => way === 'relay');
  return [...events, ...relayed.map((peer) => path(peer, 45_000, 'punched', 'relay'))].filter(
    ({ at }) => at >= from,
  );
}

function mockHistory(
  { party }: Snapshot,
  targets: readonly TargetView[],
  { subject, from, to }: Omit<HistoryQuery, 'points'>,
  points: number,
): History {
  const stepMs = Math.max(1000, Math.ceil((to - from) / points / 1000) * 1000);
  const peer = party?.peers.find(({ id }) => subject === `peer:${id}`);
  const target = targets.find(({ target: { id } }) => subject === `target:${id}`);
  const count = Math.floor((to - from) / stepMs);
  // What fails now has done so for the last third.
  const silentFrom =
    target === undefined || target.state === 'answering' ? count : Math.floor((count * 2) / 3);
  return {
    subject,
    stepMs,
    points: Array.from({ length: count }, (_, i) =>
      historyPoint(from + i * stepMs, i, i >= silentFrom ? null : (peer?.latencyMs ?? 20)),
    ),
  };
}

function silentPoint(at: number): HistoryPoint {
  return {
    at,
    sent: 60,
    lost: 60,
    minMs: null,
    medianMs: null,
    p95Ms: null,
    p99Ms: null,
    maxMs: null,
    meanMs: null,
    jitterMs: null,
    receivedBytes: 0,
    sentBytes: 0,
  };
}

function historyPoint(at: number, i: number, latencyMs: number | null): HistoryPoint {
  if (latencyMs === null) return silentPoint(at);
  const medianMs = latencyMs * (1 + wave(i) * 0.12);
  const lost = i % 97 === 13 ? 1 : 0;
  return {
    at,
    sent: 60,
    lost,
    minMs: medianMs * 0.85,
    medianMs,
    p95Ms: medianMs * 1.3,
    p99Ms: medianMs * 1.5,
    maxMs: medianMs * 1.8,
    meanMs: medianMs * 1.03,
    jitterMs: medianMs * 0.07,
    receivedBytes: 720_000,
    sentBytes: 540_000,
  };
}

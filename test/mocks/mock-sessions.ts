/** Sessions of a mock engine, and a lag recorder that plays: it blames the Wi-Fi. */
import { fault } from '../../shared/faults/fault.ts';
import type { EventName, EventValue, Handlers } from '../../shared/ipc/api.ts';
import type { LagReport } from '../../shared/model/insight.ts';
import type { GameSession } from '../../shared/model/metrics.ts';
import type { Snapshot } from '../../shared/model/snapshot.ts';
import { fail, ok } from '../../shared/result.ts';
import { mockSummary } from './mock-summary.ts';

export interface MockSessionOptions {
  snapshot(): Snapshot;
  /** The recorder takes ten of them, ms. */
  readonly stepMs: number;
  wait(ms: number): Promise<void>;
  emit<N extends EventName>(name: N, value: EventValue<N>): void;
}

const HOUR_MS = 3_600_000;
const LAG_STEPS = 10;

type Calls = 'startSession' | 'endSession' | 'getSessions' | 'recordLag';

export function mockSessions({ snapshot, stepMs, wait, emit }: MockSessionOptions): Pick<Handlers, Calls> {
  let last = 10;
  let sessions: readonly GameSession[] = snapshot().party === null ? [] : earlier(snapshot());
  const running = (): GameSession | undefined => sessions.find(({ endedAt }) => endedAt === null);

  async function record(id: number): Promise<void> {
    const pressedAt = Date.now();
    await wait(LAG_STEPS * stepMs);
    emit('lagRecorded', lagReport(id, pressedAt, snapshot()));
  }

  return {
    async startSession({ name }) {
      const session = { id: ++last, name, startedAt: Date.now(), endedAt: null, peers: [] };
      sessions = [...sessions, session];
      return ok({ id: session.id });
    },
    async endSession() {
      const open = running();
      if (open === undefined) return fail(fault('session.none', {}));
      const ended: GameSession = { ...open, endedAt: Date.now(), peers: figures(snapshot()) };
      sessions = sessions.map((one) => (one === open ? ended : one));
      return ok(ended);
    },
    getSessions: async () => ok([...sessions]),
    async recordLag() {
      const id = ++last;
      void record(id);
      return ok({ id });
    },
  };
}

function figures({ party }: Snapshot): GameSession['peers'] {
  return (party?.peers ?? []).flatMap(({ id, name, latencyMs, lossRatio }) =>
    latencyMs === null ? [] : [{ peer: id, name, latency: mockSummary(latencyMs, lossRatio ?? 0) }],
  );
}

function earlier(snapshot: Snapshot): GameSession[] {
  const at = Date.now() - 26 * HOUR_MS;
  const peers = figures(snapshot);
  return [
    {
      id: 1,
      name: 'Age of Empires II',
      startedAt: at - 7 * 24 * HOUR_MS,
      endedAt: at - 166 * HOUR_MS,
      peers,
    },
    { id: 2, name: 'Minecraft', startedAt: at, endedAt: at + 2 * HOUR_MS, peers },
  ];
}

function lagReport(id: number, pressedAt: number, { party }: Snapshot): LagReport {
  const [from, to] = [pressedAt - 30_000, pressedAt + 30_000];
  const peer = party?.peers[0]?.id ?? 'nobody';
  const track = (
    kind: LagReport['tracks'][number]['kind'],
    name: string,
    unit: LagReport['tracks'][number]['unit'],
    usual: number,
    odd: number | null,
  ): LagReport['tracks'][number] => ({
    kind,
    name,
    unit,
    samples: Array.from({ length: 240 }, (_, i) => ({
      at: from + i * 250,
      value: i > 90 && i < 130 ? (i % 9 === 0 ? null : odd) : usual * (1 + 0.1 * Math.sin(i)),
    })),
  });
  return {
    id,
    pressedAt,
    from,
    to,
    verdict: {
      culprit: 'own-wifi',
      confidence: 0.82,
      evidence: [
        { fact: 'gateway-latency', measured: 184, expected: 3.1 },
        { fact: 'gateway-loss', measured: 0.11, expected: 0 },
        { fact: 'wifi-signal', measured: -84, expected: -78 },
        { fact: 'lag-seconds', measured: 9, expected: 0 },
      ],
    },
    pathChanges: [{ at: pressedAt + 4000, peer }],
    tracks: [
      track('peer', peer, 'ms', 18, 210),
      track('gateway', 'gateway', 'ms', 3, 184),
      track('wifi-signal', 'wlan0', 'dbm', -55, -84),
      track('cpu', 'all', 'ratio', 0.3, 0.31),
      track('stall', 'loop', 'ms', 2, 3),
    ],
  };
}

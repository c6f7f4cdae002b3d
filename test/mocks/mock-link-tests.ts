/** Tests that play: each says at its own pace what such a test would find. */
import type { EventName, EventValue, Handlers } from '../../shared/ipc/api.ts';
import {
  type Hop,
  type LinkTestProgress,
  type LinkTestResult,
  type LinkTestType,
  noFigures,
} from '../../shared/model/link-test.ts';
import { ok } from '../../shared/result.ts';
import { mockSummary } from './mock-summary.ts';

export interface MockLinkTestOptions {
  /** How long each step takes, ms. */
  readonly stepMs: number;
  wait(ms: number): Promise<void>;
  emit<N extends EventName>(name: N, value: EventValue<N>): void;
}

const STEPS = 5;

const hops: readonly Hop[] = [
  { ttl: 1, address: '192.168.1.1', latency: mockSummary(1.2) },
  { ttl: 2, address: null, latency: mockSummary(null) },
  { ttl: 3, address: '203.0.113.1', latency: mockSummary(17) },
];

const nothing: LinkTestResult = {
  type: 'ping',
  success: true,
  stopped: false,
  ...noFigures,
  errors: [],
};

const results: Readonly<Record<LinkTestType, Partial<LinkTestResult>>> = {
  ping: { latency: mockSummary(18) },
  traceroute: { hops: [...hops] },
  mtu: { mtu: 1420 },
  bandwidth: {
    bandwidth: {
      upBitsPerSecond: 38_200_000,
      downBitsPerSecond: 91_000_000,
      upLossRatio: 0.01,
      downLossRatio: 0,
      sentBytes: 4_100_000,
    },
  },
  'loaded-latency': { latency: mockSummary(18), loadedLatency: mockSummary(64) },
  routing: {},
  stress: { latency: mockSummary(21, 0.02), messagesPerSecond: 196 },
  connectivity: {
    steps: [
      { step: 'handshake', ok: true, reading: { code: 'age', ms: 41_000 } },
      { step: 'echo', ok: true, reading: { code: 'latency', ms: 18 } },
      { step: 'ping', ok: false, reading: { code: 'lost', lost: 5, sent: 5 } },
      { step: 'traffic', ok: true, reading: { code: 'latency-and-lost', ms: 19, lost: 0, sent: 4 } },
    ],
  },
};

export function mockLinkTests({
  stepMs,
  wait,
  emit,
}: MockLinkTestOptions): Pick<Handlers, 'startLinkTest' | 'stopLinkTest'> {
  let run = 0;
  let stopped = 0;

  async function play(own: number, type: LinkTestType): Promise<void> {
    for (let i = 1; i <= STEPS && stopped !== own; i++) {
      await wait(stepMs);
      emit('linkTestProgress', progress(own, type, i));
    }
    const result = { ...nothing, ...results[type], type, stopped: stopped === own };
    emit('linkTestProgress', { run: own, kind: 'finished', result });
  }

  return {
    async startLinkTest({ type }) {
      run += 1;
      void play(run, type);
      return ok({ run });
    },
    async stopLinkTest(asked) {
      stopped = asked.run;
      return ok({});
    },
  };
}

function progress(run: number, type: LinkTestType, step: number): LinkTestProgress {
  const share = step / STEPS;
  const hop = hops[step - 1];
  if (type === 'traceroute' && hop !== undefined) return { run, kind: 'hop', share, hop };
  if (type === 'bandwidth') {
    return { run, kind: 'rate', share, direction: share < 0.5 ? 'up' : 'down', bitsPerSecond: step * 9e6 };
  }
  if (type === 'ping') return { run, kind: 'reply', share, rttMs: 17 + step };
  return { run, kind: 'phase', share, phase: 'largest-packet', peer: null };
}

import { describe, expect, it } from 'vitest';
import { doctorVerdict, findingText } from '../../../../main/cli/text/finding-text.ts';
import { lagText } from '../../../../main/cli/text/lag-text.ts';
import { linkTestText, progressText } from '../../../../main/cli/text/link-test-text.ts';
import { filterMetrics, statsDetailed, statsTable } from '../../../../main/cli/text/stats-text.ts';
import { outcomeText } from '../../../../main/cli/text/target-text.ts';
import { fault } from '../../../../shared/faults/fault.ts';
import type { Finding } from '../../../../shared/model/doctor.ts';
import { lagCulprits, lagFacts } from '../../../../shared/model/insight.ts';
import type { LinkTestResult } from '../../../../shared/model/link-test.ts';
import type { MetricsView } from '../../../../shared/model/metrics.ts';
import { summaryOf } from '../../../contract/kit/summary.ts';
import { emptySnapshot, exampleParty, examplePeer } from '../../../mocks/fake-engine.ts';
import { mockMetrics, mockTargets } from '../../../mocks/mock-watch.ts';

const io = { style: (_: string, text: string) => text };
const metrics: MetricsView = mockMetrics({ ...emptySnapshot, party: exampleParty }, mockTargets(0), 0);

describe('statistics', () => {
  it('name players before targets, and those that left after the others', () => {
    const gone = { ...examplePeer, id: 'zoe', name: 'Zoë', state: 'away' } as const;
    const two = mockMetrics(
      { ...emptySnapshot, party: { ...exampleParty, peers: [gone, examplePeer] } },
      mockTargets(0),
      0,
    );
    const series = two.series.map((one) => (one.name === 'Zoë' ? { ...one, state: 'disconnected' } : one));
    const { series: ordered } = filterMetrics({ ...two, series: [...series].reverse() }, null);
    expect(ordered.map(({ name }) => name)).toEqual(['Jon', 'Zoë', 'Game page', 'Router']);
  });

  it('say what keeps history from being written, and that sampling is slowed', () => {
    const recording = { state: 'retrying', queued: 12, dropped: 1, slowdown: 4 } as const;
    const view = { ...metrics, recording };
    expect(statsTable(view, view, io)).toContain(
      '▲ history cannot be written, 12 rows wait; 1 row of history lost; sampling is 4 times slower, to spare this computer',
    );
    expect(statsTable(metrics, metrics, io)).not.toContain('▲');
  });

  it('name the reasons of failures, the share of the link in use, and how packets are lost', () => {
    const jon = metrics.series.find(({ name }) => name === 'Jon');
    if (jon?.received == null) throw new Error('the mock has Jon');
    const view: MetricsView = {
      ...metrics,
      connections: { ...metrics.connections, failed: 2, errors: { 'peer.handshake-timeout': 2 } },
      series: [
        {
          ...jon,
          received: { ...jon.received, utilisation: 0.25 },
          latency: { ...summaryOf(20, 0.1), longestBurst: 4, lossPattern: 'burst' },
        },
      ],
    };
    const text = statsDetailed(view, view, io);
    expect(text).toContain('failed by  peer.handshake-timeout × 2');
    expect(text).toContain('25 % of what the link carries');
    expect(text).toContain('Loss       10 %: 6 of 60, up to 4 in a row, in bursts');
  });

  it('make names of other people safe for a terminal', () => {
    const view = { ...metrics, series: metrics.series.map((one) => ({ ...one, name: 'Jon\u001b[2J' })) };
    expect(statsTable(view, view, io)).not.toContain('\u001b');
    expect(statsDetailed(view, view, io)).not.toContain('\u001b');
  });
});

describe('a test', () => {
  const result: LinkTestResult = {
    type: 'loaded-latency',
    success: true,
    stopped: false,
    latency: summaryOf(20),
    loadedLatency: summaryOf(95),
    bandwidth: {
      upBitsPerSecond: 0,
      downBitsPerSecond: 2_500_000,
      upLossRatio: 0,
      downLossRatio: 0.02,
      sentBytes: 68_000,
    },
    hops: null,
    mtu: 1420,
    messagesPerSecond: 193.4,
    pairs: [{ from: 'jon', to: 'me', reached: false, latencyMs: null }],
    steps: [{ step: 'echo', ok: false, reading: { code: 'no-answer' } }],
    errors: [],
  };

  it('tells every figure that it has, and what could not be told', () => {
    const text = linkTestText(result, (id) => (id === 'jon' ? 'Jon' : 'You'), io);
    for (const line of [
      '✓ loaded-latency',
      'Up         too slow to tell, 0 % lost',
      'Down       2.5 Mbit/s, 2 % lost',
      'Messages   193 a second came back',
      'Path MTU   1420 bytes',
      'Added      75 ms by other traffic on the link',
      '✗ Echo: no answer',
      'Jon   You  no             –',
    ]) {
      expect(text).toContain(line);
    }
  });

  it('shows a hop that answered, and one that did not', () => {
    const hop = (address: string | null) =>
      progressText({ run: 1, kind: 'hop', share: 0.1, hop: { ttl: 2, address, latency: summaryOf(7) } }, 0);
    expect(hop('192.0.2.1')).toEqual({ keep: '   2  192.0.2.1        7 ms' });
    expect(hop(null)).toEqual({ keep: '   2  no answer' });
    expect(
      progressText({ run: 1, kind: 'rate', share: 0.5, direction: 'up', bitsPerSecond: 1e6 }, 0),
    ).toEqual({
      passing: '50 %  up  1 Mbit/s',
    });
  });
});

describe('a finding', () => {
  it('that waits for another says so, and one that is well takes one line', () => {
    const well: Omit<Finding, 'check' | 'status'> = {
      peer: null,
      cause: null,
      confidence: 1,
      measured: { code: 'latency', ms: 21 },
      expected: null,
      remedy: null,
      tookMs: 1,
    };
    expect(findingText({ ...well, check: 'control', status: 'ok' }, String, io)).toBe(
      '✓ The party’s server answers: 21 ms',
    );
    expect(findingText({ ...well, check: 'nat', status: 'hidden' }, String, io)).toBe(
      '· Direct paths are possible: waits for what failed above',
    );
  });

  it('that could not be made says so, and keeps all from being called well', () => {
    const unmade: Finding = {
      check: 'udp',
      peer: null,
      status: 'skipped',
      cause: null,
      confidence: 1,
      measured: { code: 'servers', answered: 0, asked: 4 },
      expected: null,
      remedy: null,
      tookMs: 1,
    };
    expect(findingText(unmade, String, io)).toBe(
      '– UDP gets through: could not be checked, 0 of 4 servers answered',
    );
    expect(doctorVerdict([unmade], 2000, io)).toBe(
      'Nothing wrong was found, but 1 check could not be made. (2 s)',
    );
    const absent: Finding = { ...unmade, check: 'relay', measured: { code: 'no-party' } };
    expect(doctorVerdict([absent], 2000, io)).toBe('All is well. (2 s)');
  });

  it('of high latency advises differently for a direct and a relayed link', () => {
    const text = (code: 'doctor.latency-direct' | 'doctor.latency-relayed'): string =>
      findingText(
        {
          check: 'latency',
          peer: 'jon',
          status: 'warning',
          cause: fault(code, { peer: 'Jon', latencyMs: 240 }),
          confidence: 0.7,
          measured: { code: 'latency', ms: 240 },
          expected: { code: 'below-time', ms: 200 },
          remedy: null,
          tookMs: 1,
        },
        () => 'Jon',
        io,
      );
    expect(text('doctor.latency-direct')).toContain(
      '▲ The delay is short – Jon: 240 ms, expected below 200 ms\n',
    );
    expect(text('doctor.latency-direct').split('\n').slice(1)).not.toEqual(
      text('doctor.latency-relayed').split('\n').slice(1),
    );
  });
});

describe('the lag recorder’s answer', () => {
  it('says what to do about every culprit, after the figures of every fact', () => {
    for (const culprit of lagCulprits) {
      const evidence = lagFacts.map((fact) => ({ fact, measured: 0.5, expected: 0.1 }));
      const lines = lagText({ verdict: { culprit, confidence: 0.5, evidence } }, io).split('\n');
      expect(lines.length).toBeGreaterThan(lagFacts.length);
      expect(lines.slice(1, -1).join('\n')).not.toMatch(/undefined|NaN/);
      expect(lines.at(-1)).toMatch(/^ {2}→ .+\.$/);
    }
  });
});

describe('the last probe of a target', () => {
  it.each([
    [{ outcome: 'timeout' }, 'no answer'],
    [{ outcome: 'unreachable', code: 1, from: '192.0.2.1' }, 'unreachable, says 192.0.2.1 (code 1)'],
    [{ outcome: 'refused', status: 503 }, 'refused: status 503'],
    [{ outcome: 'refused', status: null }, 'refused: the port is closed'],
    [
      { outcome: 'unresolved', why: { reason: 'errno', errno: 'EAI_AGAIN' } },
      'name not found: the name server does not answer',
    ],
    [
      { outcome: 'answered', rttMs: 12.3, ttl: null, status: 200, phases: null, addresses: ['192.0.2.7'] },
      '12 ms (status 200, 192.0.2.7)',
    ],
  ] as const)('%o reads %s', (outcome, text) => {
    expect(
      outcomeText(
        outcome.outcome === 'answered' ? { ...outcome, addresses: [...outcome.addresses] } : outcome,
      ),
    ).toBe(text);
  });
});

import { beforeEach, describe, expect, it } from 'vitest';
import { createLinkTests, type LinkTests } from '../../../../main/engine/link-test/link-tests.ts';
import type { InboundBothEnds } from '../../../../main/engine/link-test/look-inbound.ts';
import type {
  LinkTestParty,
  LinkTestPeer,
  LinkTestProbes,
} from '../../../../main/engine/link-test/test-context.ts';
import { LatencyDigest } from '../../../../main/engine/telemetry/metrics/latency-digest.ts';
import { fault } from '../../../../shared/faults/fault.ts';
import {
  type LinkTestProgress,
  type LinkTestRequest,
  type LinkTestResult,
  linkTestProgressSchema,
  linkTestRequestSchema,
} from '../../../../shared/model/link-test.ts';
import type { ProbeOutcome } from '../../../../shared/model/target.ts';
import { fail, ok } from '../../../../shared/result.ts';
import { linkedPair, type Scene, ZOE } from './simulated-link.ts';

const zoe: LinkTestPeer = { id: 'zoe1', name: 'Zoë', address: ZOE, handshakeAgeMs: 30_000, latencyMs: 20 };
const eve: LinkTestPeer = {
  id: 'eve1',
  name: 'Eve',
  address: '10.66.0.3',
  handshakeAgeMs: null,
  latencyMs: null,
};
const latency = new LatencyDigest().summary();

let scene: Scene;
let party: LinkTestParty | null;
let words: LinkTestProgress[];
let asked: string[];
let outcome: (to: string) => ProbeOutcome;
let linkTests: LinkTests;

const probes: LinkTestProbes = {
  ping: (to, { timeoutMs, signal }) => {
    asked.push(to);
    const result = outcome(to);
    return new Promise((resolve) => {
      signal.addEventListener('abort', () => resolve({ outcome: 'error', why: { reason: 'never-ended' } }));
      scene.clock.after(result.outcome === 'answered' ? result.rttMs : timeoutMs, () => resolve(result));
    });
  },
  trace: async (to, { onHop }) => {
    const hops = ['192.168.1.1', to].map((address, i) => ({ ttl: i + 1, address, latency }));
    for (const hop of hops) onHop(hop);
    return ok({ hops, reached: outcome(to).outcome === 'answered' });
  },
  pathMtu: async (to) =>
    outcome(to).outcome === 'answered'
      ? ok(1420)
      : fail(fault('link-test.unreached', { place: to, reason: 'no-answer' })),
};

function answered(rttMs: number): ProbeOutcome {
  return { outcome: 'answered', rttMs, ttl: null, status: null, phases: null, addresses: [] };
}

let ends: InboundBothEnds;

beforeEach(() => {
  ends = { there: 'open', here: 'open' };
  scene = linkedPair({ upBitsPerSecond: 20e6, downBitsPerSecond: 20e6, delayMs: 5, queueBytes: 100_000 });
  party = {
    selfId: 'ada1',
    peers: [zoe, eve],
    traffic: scene.ada,
    matrix: () => [],
    inbound: async () => ends,
  };
  [words, asked] = [[], []];
  outcome = (to) => (to === eve.address ? { outcome: 'timeout' } : answered(20));
  linkTests = createLinkTests({
    clock: scene.clock,
    probes,
    party: () => party,
    onProgress: (word) => words.push(linkTestProgressSchema.parse(word)),
    onUnexpected: () => 'ref1',
  });
});

type Wanted = {
  [T in LinkTestRequest['type']]: { type: T } & Record<string, unknown>;
}[LinkTestRequest['type']];
const start = (request: Wanted) => linkTests.start(linkTestRequestSchema.parse(request));

/** Runs a test to its end. */
async function run(request: Wanted): Promise<LinkTestResult> {
  const started = start(request);
  if (!started.ok) throw new Error(started.fault.code);
  for (let ms = 0; ms < 100_000; ms += 5) {
    const end = words.find((word) => word.kind === 'finished' && word.run === started.value.run);
    if (end?.kind === 'finished') return end.result;
    await scene.clock.pass(5, 5);
  }
  throw new Error('it never ended');
}

function codeOf(result: ReturnType<LinkTests['start']>): string {
  return result.ok ? 'started' : result.fault.code;
}

describe('tests on demand', () => {
  it('carry type, success, latency and errors, and stream what they find', async () => {
    const result = await run({ type: 'ping', to: 'Zoë', count: 4, intervalMs: 100 });
    expect(result).toMatchObject({
      type: 'ping',
      success: true,
      stopped: false,
      errors: [],
      bandwidth: null,
    });
    expect(result.latency).toMatchObject({ sent: 4, lost: 0, medianMs: expect.closeTo(20, 0) });
    expect(words.map(({ kind }) => kind)).toEqual(['reply', 'reply', 'reply', 'reply', 'finished']);
    expect(asked).toEqual([ZOE, ZOE, ZOE, ZOE]);
  });

  it('count no ping as lost that this machine does not allow, and stop at the first', async () => {
    const why = { reason: 'no-way-to-ping', said: 'icmp-datagram: EACCES' } as const;
    outcome = () => ({ outcome: 'denied', why });
    const result = await run({ type: 'ping', to: 'Zoë', count: 20, intervalMs: 3000 });
    expect(result).toMatchObject({ success: false, latency: null });
    expect(result.errors).toEqual([fault('link-test.unreached', { place: 'Zoë', ...why })]);
    expect(words.map(({ kind }) => kind)).toEqual(['finished']);
    expect(asked).toHaveLength(1);
  });

  it('say nothing before their number is known', () => {
    expect(start({ type: 'connectivity', to: 'Zoë' })).toEqual({ ok: true, value: { run: 1 } });
    expect(words).toEqual([]);
  });

  it('find members by id, name and address, and other hosts where they may leave the party', async () => {
    for (const to of ['zoe1', 'Zoë', ZOE]) await run({ type: 'ping', to, count: 1 });
    await run({ type: 'mtu', to: 'example.org' });
    await run({ type: 'ping', to: '2001:db8::1', count: 1 });
    expect(asked).toEqual([ZOE, ZOE, ZOE, '2001:db8::1']);
  });

  it.each(['-oProxyCommand=x', '1.2.3', '999.1.1.1', 'a b', 'http://x', '$(reboot)', '..', 'a..b', ';'])(
    'take “%s” for no place',
    (to) => {
      expect(codeOf(start({ type: 'ping', to, count: 1 }))).toBe('link-test.unknown-place');
    },
  );

  it.each(['bandwidth', 'loaded-latency', 'stress', 'connectivity'] as const)(
    'let %s go to members only',
    (type) => {
      expect(codeOf(start({ type, to: '1.1.1.1' }))).toBe('link-test.not-a-member');
      expect(codeOf(start({ type, to: 'example.org' }))).toBe('link-test.not-a-member');
      party = null;
      expect(codeOf(start({ type, to: 'Zoë' }))).toBe('party.none');
    },
  );

  it('load one link at a time, while light ones go on beside it', async () => {
    expect(codeOf(start({ type: 'bandwidth', to: 'Zoë' }))).toBe('started');
    expect(start({ type: 'stress', to: 'Zoë' })).toEqual(
      fail(fault('link-test.busy', { doing: 'bandwidth' })),
    );
    for (let i = 0; i < 3; i++) expect(codeOf(start({ type: 'ping', to: 'Zoë' }))).toBe('started');
    expect(codeOf(start({ type: 'ping', to: 'Zoë' }))).toBe('link-test.busy');
    const closed = linkTests.close();
    await scene.clock.pass(2000, 5);
    await closed;
    expect(words.filter(({ kind }) => kind === 'finished')).toHaveLength(4);
  });

  it('may load links six times a minute', async () => {
    for (let i = 0; i < 6; i++) await run({ type: 'stress', to: 'Zoë', seconds: 1, messagesPerSecond: 10 });
    const refused = start({ type: 'stress', to: 'Zoë', seconds: 1 });
    expect(codeOf(refused)).toBe('link-test.too-often');
    const waitMs =
      !refused.ok && refused.fault.code === 'link-test.too-often' ? refused.fault.args.retryAfterMs : 0;
    expect(waitMs).toBeGreaterThan(30_000);
    await scene.clock.pass(waitMs, 100);
    expect(codeOf(start({ type: 'stress', to: 'Zoë', seconds: 1 }))).toBe('started');
  });

  it('end when they are stopped, with what they have, and without blaming anybody', async () => {
    start({ type: 'ping', to: 'Eve', count: 1000, intervalMs: 100 });
    await scene.clock.pass(3000, 5);
    linkTests.stop(1);
    linkTests.stop(99);
    await scene.clock.pass(10, 5);
    const end = words.at(-1);
    expect(end).toMatchObject({ kind: 'finished', result: { stopped: true, success: false, errors: [] } });
    // Those that were waited for two seconds; the others are neither answered nor lost.
    expect(end?.kind === 'finished' && end.result.latency?.lost).toBe(10);
  });

  it('say what reason a place was not reached for', async () => {
    expect(await run({ type: 'ping', to: 'Eve', count: 2 })).toMatchObject({
      success: false,
      latency: { sent: 2, lost: 2, lossRatio: 1, medianMs: null },
      errors: [{ code: 'link-test.unreached', args: { place: 'Eve', reason: 'no-answer-in-time' } }],
    });
    expect((await run({ type: 'mtu', to: 'Eve' })).errors).toMatchObject([{ code: 'link-test.unreached' }]);
    expect((await run({ type: 'traceroute', to: 'Eve' })).success).toBe(false);
  });

  it('trace hop by hop', async () => {
    const { hops, success } = await run({ type: 'traceroute', to: '1.1.1.1' });
    expect(success).toBe(true);
    expect(hops?.map(({ address }) => address)).toEqual(['192.168.1.1', '1.1.1.1']);
    expect(words.filter(({ kind }) => kind === 'hop')).toHaveLength(2);
  });

  it('route: ask the own pairs, and take the others’ word for theirs', async () => {
    party = {
      selfId: 'ada1',
      peers: [zoe, eve],
      traffic: null,
      inbound: async () => ends,
      matrix: () => [
        { from: 'zoe1', to: 'eve1', latencyMs: 12, lossRatio: 0, path: 'lan' },
        { from: 'zoe1', to: 'ada1', latencyMs: null, lossRatio: 1, path: 'relay' },
      ],
    };
    const { pairs, errors, success } = await run({ type: 'routing' });
    expect(pairs).toEqual([
      { from: 'ada1', to: 'zoe1', reached: true, latencyMs: expect.closeTo(20, 0) },
      { from: 'ada1', to: 'eve1', reached: false, latencyMs: null },
      { from: 'zoe1', to: 'ada1', reached: false, latencyMs: null },
      { from: 'zoe1', to: 'eve1', reached: true, latencyMs: 12 },
    ]);
    expect(success).toBe(false);
    expect(errors.map(({ args }) => args)).toEqual([
      { place: 'Eve', reason: 'pair-silent', from: '' },
      { place: '', reason: 'pair-silent', from: 'Zoë' },
    ]);
  });

  it('check a member step by step', async () => {
    const good = await run({ type: 'connectivity', to: 'Zoë' });
    expect(good.steps?.map(({ step, ok }) => `${step} ${ok}`)).toEqual([
      'handshake true',
      'echo true',
      'ping true',
      'inbound true',
      'traffic true',
    ]);
    expect(good.success).toBe(true);
    const bad = await run({ type: 'connectivity', to: 'Eve' });
    expect(bad.steps?.map(({ ok }) => ok)).toEqual([false, false, false, false]);
    expect(bad.errors).toHaveLength(3);
  });

  it('name the firewall of a member who answers, and lets nobody in', async () => {
    ends = { there: 'shut', here: 'unknown' };
    scene.connected = false;
    const { steps, errors } = await run({ type: 'connectivity', to: 'Zoë' });
    expect(steps?.find(({ step }) => step === 'inbound')?.ok).toBe(false);
    expect(errors).toEqual([fault('doctor.firewall-there', { peer: 'Zoë' })]);
  });

  it('do not fail a member whose system answers no ping', async () => {
    outcome = () => ({ outcome: 'timeout' });
    const { steps, success } = await run({ type: 'connectivity', to: 'Zoë' });
    expect(steps?.find(({ step }) => step === 'ping')?.ok).toBe(false);
    expect(success).toBe(true);
  });

  it('measure bandwidth between members', async () => {
    const { bandwidth, success } = await run({ type: 'bandwidth', to: 'Zoë', seconds: 4 });
    expect(success).toBe(true);
    expect((bandwidth?.upBitsPerSecond ?? 0) / 20e6).toBeCloseTo(1, 1);
  });

  it('fail with a reference when they have a bug, and others go on', async () => {
    outcome = () => {
      throw new Error('a bug');
    };
    expect((await run({ type: 'ping', to: 'Zoë', count: 1 })).errors).toEqual([
      fault('engine.unexpected', { reference: 'ref1' }),
    ]);
    outcome = () => answered(1);
    expect((await run({ type: 'ping', to: 'Zoë', count: 1 })).success).toBe(true);
  });
});

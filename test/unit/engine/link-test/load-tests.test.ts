import { describe, expect, it } from 'vitest';
import {
  bandwidthLinkTest,
  type Load,
  loadedLatencyLinkTest,
  stressLinkTest,
} from '../../../../main/engine/link-test/load-tests.ts';
import type { LinkTestProbes, RunContext, Said } from '../../../../main/engine/link-test/test-context.ts';
import { type LinkShape, linkedPair, type Scene, ZOE } from './simulated-link.ts';

const MBIT = 1_000_000;
/** Figures are of the tunnel's content; the simulated link has no headers. */
const cable: LinkShape = {
  upBitsPerSecond: 10 * MBIT,
  downBitsPerSecond: 50 * MBIT,
  delayMs: 10,
  queueBytes: 125_000,
};

function contextOf({ clock }: Scene, signal = new AbortController().signal): RunContext & { said: Said[] } {
  const said: Said[] = [];
  return { clock, signal, probes: {} as LinkTestProbes, say: (word) => said.push(word), said };
}

function loadOf({ ada }: Scene): Load {
  return { place: { name: 'Zoë', address: ZOE, member: null }, traffic: ada };
}

describe('the bandwidth test', () => {
  it.each([
    [1, 4],
    [10, 50],
    [100, 30],
  ])('finds %i Mbit/s up and %i down by bursts that fill a twentieth of them', async (up, down) => {
    const scene = linkedPair({ ...cable, upBitsPerSecond: up * MBIT, downBitsPerSecond: down * MBIT });
    const request = { type: 'bandwidth', to: 'zoe', seconds: 10, shareOfLink: 0.05 } as const;
    const { bandwidth, errors } = await scene.settle(
      bandwidthLinkTest(request, loadOf(scene), contextOf(scene)),
    );
    expect(errors).toEqual([]);
    expect((bandwidth?.upBitsPerSecond ?? 0) / MBIT / up).toBeCloseTo(1, 1);
    expect((bandwidth?.downBitsPerSecond ?? 0) / MBIT / down).toBeCloseTo(1, 1);
    expect(bandwidth?.upLossRatio).toBe(0);
    // The first burst of 19 kB meets an unknown link; 5 s each way.
    expect(scene.up.sentBytes - 20_000).toBeLessThan((up * MBIT * 5 * 0.055) / 8);
    expect(scene.down.sentBytes - 20_000).toBeLessThan((down * MBIT * 5 * 0.055) / 8);
  });

  it('fills the link when it may take all of it', async () => {
    const scene = linkedPair(cable);
    const request = { type: 'bandwidth', to: 'zoe', seconds: 10, shareOfLink: 1 } as const;
    const context = contextOf(scene);
    const { bandwidth } = await scene.settle(bandwidthLinkTest(request, loadOf(scene), context));
    expect((bandwidth?.upBitsPerSecond ?? 0) / MBIT).toBeCloseTo(10, 0);
    expect((bandwidth?.downBitsPerSecond ?? 0) / MBIT / 50).toBeCloseTo(1, 1);
    expect(bandwidth?.upLossRatio).toBeLessThan(0.15);
    const rates = context.said.filter(({ kind }) => kind === 'rate');
    expect(rates.length).toBeGreaterThan(30);
    expect(rates.at(-1)).toMatchObject({ direction: 'down', share: expect.closeTo(1, 1) });
  });

  it('says that nobody answers', async () => {
    const scene = linkedPair(cable);
    scene.connected = false;
    const request = { type: 'bandwidth', to: 'zoe', seconds: 2, shareOfLink: 0.05 } as const;
    const { errors } = await scene.settle(bandwidthLinkTest(request, loadOf(scene), contextOf(scene)));
    expect(errors).toEqual([{ code: 'link-test.unanswered', args: { place: 'Zoë' } }]);
    expect(scene.up.sentBytes).toBe(4 * 64);
  });

  it('ends when the other one vanishes during it', async () => {
    const scene = linkedPair(cable);
    const request = { type: 'bandwidth', to: 'zoe', seconds: 2, shareOfLink: 0.05 } as const;
    const linkTest = bandwidthLinkTest(request, loadOf(scene), contextOf(scene));
    await scene.clock.pass(25, 1);
    scene.connected = false;
    const { errors } = await scene.settle(linkTest);
    expect(errors.map(({ code }) => code)).toEqual(['link-test.unanswered']);
  });

  it('says why the other one declines', async () => {
    const scene = linkedPair(cable, { mayServe: () => false });
    const request = { type: 'bandwidth', to: 'zoe', seconds: 2, shareOfLink: 0.05 } as const;
    const { errors } = await scene.settle(bandwidthLinkTest(request, loadOf(scene), contextOf(scene)));
    expect(errors).toMatchObject([{ code: 'link-test.refused', args: { peer: 'Zoë', retryAfterMs: 0 } }]);
  });

  it('stops within half a second, on both sides', async () => {
    const scene = linkedPair(cable);
    const abort = new AbortController();
    const request = { type: 'bandwidth', to: 'zoe', seconds: 60, shareOfLink: 1 } as const;
    const linkTest = bandwidthLinkTest(request, loadOf(scene), contextOf(scene, abort.signal));
    await scene.clock.pass(2000, 1);
    abort.abort();
    const stoppedMs = scene.clock.now();
    await scene.settle(linkTest);
    expect(scene.clock.now() - stoppedMs).toBeLessThan(500);
    await scene.clock.pass(500, 1);
    expect(scene.zoe.serving).toBe(0);
    const { sentBytes } = scene.up;
    await scene.clock.pass(1000, 1);
    expect(scene.up.sentBytes).toBe(sentBytes);
  });
});

describe('the loaded-latency test', () => {
  it('shows how much latency a full queue adds', async () => {
    const scene = linkedPair(cable);
    const request = { type: 'loaded-latency', to: 'zoe', seconds: 10 } as const;
    const found = await scene.settle(loadedLatencyLinkTest(request, loadOf(scene), contextOf(scene)));
    expect(found.errors).toEqual([]);
    expect(found.latency?.medianMs).toBeLessThan(25);
    // 125 kB at 10 Mbit/s take 100 ms.
    expect(found.loadedLatency?.p95Ms).toBeGreaterThan(80);
    expect(found.loadedLatency?.maxMs).toBeLessThan(150);
  });
});

describe('the stress test', () => {
  it('gets 1000 messages a second back in time over a link that carries them', async () => {
    const scene = linkedPair(cable);
    const request = { type: 'stress', to: 'zoe', messagesPerSecond: 1000, seconds: 5 } as const;
    const found = await scene.settle(stressLinkTest(request, loadOf(scene), contextOf(scene)));
    expect(found.errors).toEqual([]);
    expect(found.messagesPerSecond).toBeGreaterThan(990);
    expect(found.latency?.p99Ms).toBeLessThan(30);
    expect(found.latency?.sent).toBeGreaterThanOrEqual(5000);
  });

  it('fails with what was measured over a link that is too narrow', async () => {
    // 1000 messages of 200 bytes are 1.6 Mbit/s.
    const scene = linkedPair({ ...cable, upBitsPerSecond: 1 * MBIT });
    const request = { type: 'stress', to: 'zoe', messagesPerSecond: 1000, seconds: 5 } as const;
    const found = await scene.settle(stressLinkTest(request, loadOf(scene), contextOf(scene)));
    expect(found.errors).toMatchObject([{ code: 'link-test.fell-short' }]);
    expect(found.messagesPerSecond).toBeLessThan(700);
    expect(found.latency?.lossRatio).toBeGreaterThan(0.2);
  });
});

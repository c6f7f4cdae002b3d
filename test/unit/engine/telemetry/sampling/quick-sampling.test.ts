import { describe, expect, it } from 'vitest';
import { measureEchoes } from '../../../../../main/engine/diagnosis/measure-echoes.ts';
import type { EngineEvent } from '../../../../../main/engine/events.ts';
import { GATEWAY } from '../../../../../main/engine/probing/probes/names.ts';
import { QuickEchoes } from '../../../../../main/engine/telemetry/sampling/quick-echoes.ts';
import { watchTargets } from '../../../../../main/engine/telemetry/sampling/target-watch.ts';
import { Listeners } from '../../../../../shared/listeners.ts';
import type { Target } from '../../../../../shared/model/target.ts';
import { recordingLog } from '../../../../mocks/recording-log.ts';
import { FakeClock } from '../../../../world/fake-clock.ts';

type Sample = Extract<EngineEvent, { readonly type: 'sample' }>;

describe('quick echoes', () => {
  it('are sent as long as anybody wants them', () => {
    const told: string[] = [];
    const echoes = new QuickEchoes((cadence) => told.push(cadence));
    echoes.want('session', true);
    echoes.want('doctor', true);
    echoes.want('session', false);
    echoes.want('doctor', false);
    expect(told).toEqual(['game', 'steady']);
  });
});

describe('a measurement of echoes', () => {
  function measuring(answer: (at: number) => number | null) {
    const clock = new FakeClock();
    const samples = new Listeners<Sample>();
    const quick: boolean[] = [];
    const figures = measureEchoes({
      clock,
      peers: ['jon', 'zoe'],
      samples,
      setQuick: (isQuick) => quick.push(isQuick),
    });
    /** Jon is asked every 200 ms and answers as told; Zoe never says anything. */
    const tell = (at: number, rttMs: number | null): void => {
      samples.tell({ type: 'sample', peer: 'jon', sentAtMs: at, rttMs });
    };
    for (let at = 0; at <= 5000; at += 200) {
      const rttMs = answer(at);
      clock.after(at + (rttMs ?? 2000), () => tell(at, rttMs));
    }
    return { clock, figures, quick, samples };
  }

  it('asks quickly for five seconds, and waits for what may still come', async () => {
    const { clock, figures, quick, samples } = measuring((at) => (at === 4800 ? null : 20));
    await clock.pass(7300);
    const jon = (await figures).get('jon');
    expect(jon).toMatchObject({ lost: 1, medianMs: 20 });
    expect(jon?.sent).toBeGreaterThanOrEqual(25);
    expect((await figures).get('zoe')).toMatchObject({ sent: 0, medianMs: null });
    expect(quick).toEqual([true, false]);
    expect(samples.isEmpty).toBe(true);
  });
});

describe('the targets that are watched', () => {
  const router: Target = {
    id: 'gateway',
    name: 'Router',
    kind: 'icmp',
    address: GATEWAY,
    port: null,
    family: 'any',
    intervalMs: 1000,
    timeoutMs: 1000,
  };

  it('are not lost where this machine may not ask them', async () => {
    const clock = new FakeClock();
    const heard: string[] = [];
    const watch = watchTargets({
      store: { list: () => [router], onChange: () => () => undefined },
      prober: {
        needsWorker: () => false,
        probe: async () => ({
          via: 'none',
          result: { outcome: 'denied', why: { reason: 'no-way-to-ping', said: 'ping: EPERM' } },
        }),
      },
      metrics: {
        setName: () => undefined,
        setState: () => undefined,
        recordLatency: () => heard.push('metrics'),
        removed: () => undefined,
        onSlowdown: () => () => undefined,
      },
      insight: { sample: () => heard.push('insight') },
      clock,
      log: recordingLog(),
    });
    watch.look({ isQuick: true, asksStrangers: true });
    await clock.pass(3000);
    expect(watch.views()[0]?.last?.result.outcome).toBe('denied');
    watch.close();
    expect(heard).toEqual([]);
  });

  it.each([
    ['the router five times', router, 20],
    ['a host far behind it twice', { ...router, id: 'public', address: '1.1.1.1', intervalMs: 5000 }, 8],
  ])('probe %s a second while lag is recorded, for insight alone', async (_, target, least) => {
    const clock = new FakeClock();
    const heard: string[] = [];
    const watch = watchTargets({
      store: { list: () => [target], onChange: () => () => undefined },
      prober: {
        needsWorker: () => false,
        probe: async () => ({
          via: 'icmp',
          result: { outcome: 'answered', rttMs: 2, ttl: null, status: null, phases: null, addresses: [] },
        }),
      },
      metrics: {
        setName: () => undefined,
        setState: () => undefined,
        recordLatency: () => heard.push('metrics'),
        removed: () => undefined,
        onSlowdown: () => () => undefined,
      },
      insight: { sample: () => heard.push('insight') },
      clock,
      log: recordingLog(),
    });
    const count = async (isQuick: boolean, ms: number): Promise<Record<string, number>> => {
      heard.length = 0;
      watch.look({ isQuick, asksStrangers: true });
      await clock.pass(ms);
      return { metrics: heard.filter((one) => one === 'metrics').length, insight: heard.length };
    };
    await clock.pass(3000);
    const quick = await count(true, 4000);
    const calm = await count(false, 4000);
    watch.close();
    expect(quick.metrics).toBeLessThanOrEqual(5);
    expect(quick.insight).toBeGreaterThanOrEqual(least);
    expect(calm.insight).toBeLessThanOrEqual(10);
  });
});

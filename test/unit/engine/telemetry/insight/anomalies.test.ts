import { describe, expect, it } from 'vitest';
import { AnomalyWatch, FIGURE_MS } from '../../../../../main/engine/telemetry/insight/anomalies.ts';
import { normal, seeded } from './noise.ts';

const HOUR = 3_600_000;
/** A Monday, 00:00 in this machine's time zone. */
const MONDAY = new Date(2026, 10, 16).getTime();

function feed(
  watch: AnomalyWatch,
  figures: readonly number[],
  fromMs = 0,
  metric: 'latency' | 'loss' = 'latency',
) {
  return figures.flatMap((value, i) => {
    const nowMs = fromMs + i * FIGURE_MS;
    return watch.observe('peer:zoe', metric, value, { nowMs, wallMs: MONDAY + nowMs }) ?? [];
  });
}

/** Figures of 20 echoes each, as the insight makes them. */
function healthyFigures(
  kind: 'normal' | 'log-normal' | 'spikes',
  count: number,
): Record<'latency' | 'jitter' | 'loss', number[]> {
  const random = seeded(7);
  const echo = (): number => {
    if (kind === 'normal') return 40 + 2 * normal(random);
    if (kind === 'log-normal') return 30 + 5 * Math.exp(0.6 * normal(random));
    return 40 + 2 * normal(random) + (random() < 0.02 ? 50 * random() : 0);
  };
  const figures = { latency: [] as number[], jitter: [] as number[], loss: [] as number[] };
  for (let i = 0; i < count; i++) {
    const echoes = Array.from({ length: 20 }, echo);
    const changes = echoes.slice(1).map((rtt, j) => Math.abs(rtt - (echoes[j] ?? rtt)));
    figures.latency.push(middle(echoes));
    figures.jitter.push(middle(changes));
    figures.loss.push(echoes.filter(() => random() < 0.01).length / 20);
  }
  return figures;
}

function middle(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
}

describe('anomalies', () => {
  it.each(['normal', 'log-normal', 'spikes'] as const)(
    'are told on healthy %s noise less than once in 10,000 figures of a metric',
    (kind) => {
      const figures = healthyFigures(kind, 20_000);
      for (const metric of ['latency', 'jitter', 'loss'] as const) {
        const watch = new AnomalyWatch();
        const found = figures[metric].filter((value, i) => {
          const nowMs = i * FIGURE_MS;
          // Every week is a new one, so that the rolling window is what is judged by.
          return (
            watch.observe('peer:zoe', metric, value, { nowMs, wallMs: MONDAY + (nowMs % HOUR) }) !== null
          );
        });
        expect(found.length, metric).toBeLessThan(2);
      }
    },
  );

  it('are told once when latency leaves its usual range, with what was usual and how far off it is', () => {
    const watch = new AnomalyWatch();
    const random = seeded(1);
    const usual = Array.from({ length: 60 }, () => 40 + normal(random));
    expect(feed(watch, usual)).toEqual([]);
    const [anomaly, ...more] = feed(watch, [90, 92, 91], 60 * FIGURE_MS);
    expect(more).toEqual([]);
    expect(anomaly?.value).toBe(90);
    expect(anomaly?.expected).toBeCloseTo(40, 0);
    expect(anomaly?.score).toBeGreaterThan(8);
    expect(watch.list()).toEqual([anomaly]);
  });

  it('have the robust score of Iglewicz and Hoaglin', () => {
    const watch = new AnomalyWatch();
    // Median 20, distances 0, 2 and 4 in equal parts: MAD 2.
    feed(watch, [16, 18, 20, 22, 24, 16, 18, 20, 22, 24, 16, 18, 20, 22, 24]);
    const [anomaly] = feed(watch, [80], 15 * FIGURE_MS);
    expect(anomaly?.score).toBeCloseTo((0.6745 * 60) / 2);
  });

  it('need five minutes of figures, and are never better than usual', () => {
    const watch = new AnomalyWatch();
    expect(feed(watch, [...Array(14).fill(40), 400])).toEqual([]);
    const steady = new AnomalyWatch();
    expect(feed(steady, [...Array(30).fill(40), 1, 0])).toEqual([]);
  });

  it('are not made of half milliseconds on a still line', () => {
    expect(feed(new AnomalyWatch(), [...Array(60).fill(2), 5, 2, 7])).toEqual([]);
  });

  it('are told of a burst of losses, not of one lost echo', () => {
    const watch = new AnomalyWatch();
    expect(feed(watch, [...Array(60).fill(0), 0.05, 0.1, 0.15], 0, 'loss')).toEqual([]);
    expect(feed(watch, [0.3], 100 * FIGURE_MS, 'loss')).toHaveLength(1);
  });

  it('know after a week what is usual at this hour of this weekday', () => {
    const watch = new AnomalyWatch();
    const random = seeded(3);
    const isEvening = (wallMs: number): boolean => new Date(wallMs).getHours() === 20;
    const figure = (wallMs: number): number => (isEvening(wallMs) ? 150 : 40) + 2 * normal(random);
    for (let wallMs = MONDAY; wallMs < MONDAY + 8 * 24 * HOUR; wallMs += 60_000) {
      watch.learn('peer:zoe', 'latency', figure(wallMs), wallMs);
    }
    const evening = MONDAY + (8 * 24 + 20) * HOUR;
    const observe = (value: number, wallMs: number) =>
      watch.observe('peer:zoe', 'latency', value, { nowMs: wallMs - MONDAY, wallMs });
    // The evening's rise would be an anomaly to the half hour before it.
    for (let i = 60; i > 0; i--) expect(observe(40, evening - i * FIGURE_MS)).toBeNull();
    expect(observe(151, evening)).toBeNull();
    expect(observe(260, evening + FIGURE_MS)).toMatchObject({ expected: expect.closeTo(150, -1) });
    // At noon the same figure is odd.
    expect(observe(40, evening + 16 * HOUR - FIGURE_MS)).toBeNull();
    expect(observe(151, evening + 16 * HOUR)).not.toBeNull();
  });

  it('begin anew for a subject that was forgotten', () => {
    const watch = new AnomalyWatch();
    feed(watch, Array(60).fill(40));
    watch.forget('peer:zoe');
    expect(feed(watch, [400], 60 * FIGURE_MS)).toEqual([]);
  });
});

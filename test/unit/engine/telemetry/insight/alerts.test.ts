import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AlertBook, type WatchedFigures } from '../../../../../main/engine/telemetry/insight/alerts.ts';
import type { Moment } from '../../../../../main/engine/telemetry/insight/moment.ts';
import type { AlertRule } from '../../../../../shared/model/insight.ts';

const MINUTE = 60_000;
const healthy: WatchedFigures = {
  subject: 'peer:zoe',
  name: 'Zoë',
  down: 0,
  latency: 20,
  loss: 0,
  jitter: 1,
  quality: 95,
};

function at(nowMs: number): Moment {
  return { nowMs, wallMs: 1_000_000_000_000 + nowMs };
}

/** Once a second from `fromMs` on, for `seconds`; gives what was said. */
function watch(book: AlertBook, fromMs: number, seconds: number, change: Partial<WatchedFigures>): string[] {
  return Array.from({ length: seconds }, (_, i) => at(fromMs + i * 1000)).flatMap((moment) =>
    book
      .observe({ ...healthy, ...change }, moment)
      .map(({ kind, alert }) => `${kind} ${alert.rule.metric} at ${moment.nowMs / 1000} s`),
  );
}

describe('alerts by default', () => {
  it('are not raised while all is well', () => {
    expect(watch(new AlertBook(), 0, 3600, {})).toEqual([]);
  });

  it('are raised once latency has been above 100 ms for five seconds, not for a blip', () => {
    const book = new AlertBook();
    expect(watch(book, 0, 4, { latency: 130 })).toEqual([]);
    expect(watch(book, 4000, 10, {})).toEqual([]);
    expect(watch(book, 14_000, 60, { latency: 130 })).toEqual(['raised latency at 19 s']);
  });

  it('are raised for more than a tenth lost, not for a tenth', () => {
    const book = new AlertBook();
    expect(watch(book, 0, 60, { loss: 0.1 })).toEqual([]);
    expect(watch(book, 60_000, 60, { loss: 0.11 })).toEqual(['raised loss at 65 s']);
  });

  it('are raised after more than five minutes down', () => {
    const book = new AlertBook();
    for (let down = 0; down <= 5 * MINUTE; down += 1000) {
      expect(book.observe({ ...healthy, latency: null, down }, at(down))).toEqual([]);
    }
    const [change] = book.observe({ ...healthy, latency: null, down: 5 * MINUTE + 1 }, at(5 * MINUTE + 1));
    expect(change).toMatchObject({ kind: 'raised', alert: { rule: { metric: 'down' }, name: 'Zoë' } });
  });
});

describe('an alert', () => {
  it('keeps its worst figure, and is cleared from when all was calm, after ten calm seconds', () => {
    const book = new AlertBook();
    watch(book, 0, 10, { latency: 130 });
    watch(book, 10_000, 5, { latency: 400 });
    watch(book, 15_000, 5, { latency: 125 });
    expect(book.list()).toMatchObject([{ value: 400, clearedAt: null }]);
    expect(watch(book, 20_000, 15, {})).toEqual(['cleared latency at 30 s']);
    expect(book.list()).toMatchObject([{ value: 400, clearedAt: at(20_000).wallMs }]);
  });

  it('stays one while the trouble comes and goes within ten seconds', () => {
    const book = new AlertBook();
    watch(book, 0, 10, { latency: 130 });
    for (let i = 1; i < 20; i++) {
      expect(watch(book, i * 10_000, 5, {})).toEqual([]);
      expect(watch(book, i * 10_000 + 5000, 5, { latency: 130 })).toEqual([]);
    }
    expect(book.list()).toHaveLength(1);
  });

  it('is told again only after the cooldown, at once if it still lasts then', () => {
    const book = new AlertBook();
    watch(book, 0, 10, { latency: 130 });
    watch(book, 10_000, 20, {});
    expect(watch(book, MINUTE, 15 * 60, { latency: 130 })).toEqual(['raised latency at 905 s']);
  });

  it('counts the cooldown for each subject and each rule alone', () => {
    const book = new AlertBook();
    watch(book, 0, 10, { latency: 130 });
    expect(watch(book, 0, 10, { subject: 'peer:adam', latency: 130 })).toEqual(['raised latency at 5 s']);
    expect(watch(book, 10_000, 10, { latency: 130, loss: 0.5 })).toEqual(['raised loss at 15 s']);
  });

  it('is not kept up by a figure that nobody knows', () => {
    const book = new AlertBook();
    watch(book, 0, 10, { latency: 130 });
    expect(watch(book, 10_000, 20, { latency: null })).toEqual(['cleared latency at 20 s']);
  });

  it('ends with its subject, whose cooldown goes on', () => {
    const book = new AlertBook();
    watch(book, 0, 10, { latency: 130 });
    expect(book.forget('peer:zoe', at(10_000))).toMatchObject([{ kind: 'cleared' }]);
    expect(watch(book, 11_000, 60, { latency: 130 })).toEqual([]);
    expect(watch(book, 15 * MINUTE, 60, { latency: 130 })).toEqual(['raised latency at 905 s']);
  });

  it('ends with its rule', () => {
    const book = new AlertBook();
    watch(book, 0, 10, { latency: 130 });
    expect(book.setRules([], at(10_000))).toMatchObject([{ kind: 'cleared' }]);
    expect(watch(book, 11_000, 60, { latency: 999 })).toEqual([]);
  });

  it('of quality is raised by a low score and keeps the lowest', () => {
    const rule: AlertRule = { metric: 'quality', threshold: 40, forMs: 0, cooldownMs: 0 };
    const book = new AlertBook([rule]);
    watch(book, 0, 3, { quality: 40 });
    expect(book.list()).toEqual([]);
    watch(book, 3000, 3, { quality: 30 });
    watch(book, 6000, 3, { quality: 12 });
    watch(book, 9000, 3, { quality: 33 });
    expect(book.list()).toMatchObject([{ value: 12 }]);
  });

  it('is never raised twice within its cooldown, whatever the figures do, and the list stays bounded', () => {
    const rules: AlertRule[] = [{ metric: 'latency', threshold: 100, forMs: 0, cooldownMs: 30_000 }];
    fc.assert(
      fc.property(fc.array(fc.option(fc.integer({ min: 0, max: 200 })), { maxLength: 400 }), (latencies) => {
        const book = new AlertBook(rules);
        const raised: number[] = [];
        latencies.forEach((latency, i) => {
          const changes = book.observe({ ...healthy, latency }, at(i * 5000));
          if (changes.some(({ kind }) => kind === 'raised')) raised.push(i * 5000);
          expect(book.list().filter(({ clearedAt }) => clearedAt === null).length).toBeLessThanOrEqual(1);
        });
        raised.slice(1).forEach((time, i) => {
          expect(time - (raised[i] ?? 0)).toBeGreaterThanOrEqual(30_000);
        });
        expect(book.list().length).toBe(Math.min(100, raised.length));
      }),
    );
  });
});

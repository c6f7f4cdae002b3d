import fc from 'fast-check';
import { expect, it } from 'vitest';
import { historyJson } from '../../../../../../main/engine/telemetry/metrics/export/history-export.ts';
import type { HistoryPoint } from '../../../../../../shared/model/metrics.ts';
import { NOON } from '../noon.ts';
import { HistoryRig, PEER } from './history-rig.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** What may happen to a history: time goes by, the clock is set, the engine starts again, a loss is known late. */
const happening = fc.oneof(
  { weight: 4, arbitrary: fc.record({ seconds: fc.integer({ min: 1, max: 150 }) }) },
  { weight: 2, arbitrary: fc.record({ jumpMs: fc.integer({ min: -8 * HOUR, max: 8 * HOUR }) }) },
  { weight: 1, arbitrary: fc.constant({ restart: true }) },
  { weight: 1, arbitrary: fc.record({ lateMs: fc.integer({ min: 0, max: 3 * MINUTE }) }) },
);

function sumOf(points: readonly HistoryPoint[]): { sent: number; lost: number } {
  return points.reduce((sum, { sent, lost }) => ({ sent: sum.sent + sent, lost: sum.lost + lost }), {
    sent: 0,
    lost: 0,
  });
}

it('counts every probe exactly once at every fineness, whatever the clock and the engine do', () => {
  fc.assert(
    fc.property(fc.array(happening, { maxLength: 12 }), (happenings) => {
      const rig = new HistoryRig();
      const truth = { sent: 0, lost: 0 };
      try {
        for (const what of happenings) {
          if ('seconds' in what) {
            rig.run(what.seconds, () => 10);
            truth.sent += what.seconds;
          } else if ('jumpMs' in what) {
            rig.clock.shiftWall(what.jumpMs);
          } else if ('lateMs' in what) {
            rig.history.add(PEER, rig.clock.wallMs - what.lateMs, (bucket) => bucket.addProbe(null, null));
            truth.sent++;
            truth.lost++;
          } else {
            rig.history.close();
            rig.open();
          }
        }
        const from = NOON - 5 * DAY;
        const to = NOON + 5 * DAY;
        const query = rig.history.query.bind(rig.history);
        // Seconds where they are kept, minutes before that; then minutes alone; then hours and days.
        for (const stepMs of [1000, MINUTE]) {
          const text = [...historyJson(query, { subject: PEER, from, to, stepMs })].join('');
          expect(sumOf((JSON.parse(text) as { points: HistoryPoint[] }).points)).toEqual(truth);
        }
        for (const span of [5 * DAY, 300 * DAY]) {
          const { points } = query({ subject: PEER, from: NOON - span, to: NOON + span, points: 2000 });
          expect(sumOf(points)).toEqual(truth);
        }
        expect(rig.history.recording().dropped).toBe(0);
      } finally {
        rig.remove();
      }
    }),
    { numRuns: 20 },
  );
});

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readLog } from '../../../../../main/engine/path/recording/read-log.ts';
import { replay } from '../../../../../main/engine/path/recording/replay.ts';
import { Evening } from '../../../../world/evening/evening.ts';
import { anyPlan, oddPlan } from '../../../../world/evening/plans.ts';

/** LANRAGE_EVENINGS asks for more, or fewer, LANRAGE_SEED for others. */
const EVENINGS = Number(process.env.LANRAGE_EVENINGS ?? 1500);

it('what was recorded of an evening leads to the same effects when it is played again', {
  timeout: 600_000,
}, () => {
  let [events, bytes] = [0, 0];
  const property = fc.property(fc.oneof(anyPlan, oddPlan), (plan) => {
    const evening = new Evening(plan, { isRecorded: true });
    evening.runUntil(evening.troublesEndMs + 10_000);
    for (const recorder of evening.recorders) {
      const packed = recorder.read();
      const log = readLog(packed);
      expect(log.end).toBe('now');
      for (const played of replay(log)) {
        if (!played.isSame) expect(played, 'what follows now').toEqual('what followed');
        events++;
      }
      bytes += packed.length;
    }
  });
  fc.assert(property, { numRuns: Math.max(1, Math.ceil(EVENINGS / 15)), endOnFailure: true });
  console.log(`${events} events in ${Math.round(bytes / 1024)} KiB`);
});

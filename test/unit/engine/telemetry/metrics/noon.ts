/** Where the clocks of these tests begin: at noon, on a machine that has been up for a while. */
import { FakeClock } from '../../../../world/fake-clock.ts';

export const NOON = Date.parse('2026-11-21T12:00:00Z');

export function noonClock(): FakeClock {
  return new FakeClock({ nowMs: 5_000_000, wallMs: NOON });
}

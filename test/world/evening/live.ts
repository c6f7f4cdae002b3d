/** How two players fare through an evening. */
import { Evening } from './evening.ts';
import type { Plan } from './plan.ts';

const STEP_MS = 250;
const STAYS_MS = 10_000;
export const SETTLES_WITHIN_MS = 90_000;

export interface Course {
  /** From the last trouble on; null: never. */
  readonly settledAfterMs: number | null;
  /** The longest time that players heard nothing of each other though a relay would have carried it. */
  readonly downMs: number;
  readonly movesAMinute: number;
  /** The paths that both ended with. */
  readonly paths: string;
  readonly report: string;
}

export function live(plan: Plan): Course {
  const evening = new Evening(plan);
  const { world, troublesEndMs } = evening;
  let [downMs, usableSinceMs, settledAtMs] = [0, 0, Number.POSITIVE_INFINITY];
  while (world.nowMs < troublesEndMs + SETTLES_WITHIN_MS && world.nowMs < settledAtMs + STAYS_MS) {
    evening.runUntil(world.nowMs + STEP_MS);
    if (!evening.isUsable) usableSinceMs = world.nowMs;
    downMs = Math.max(downMs, Math.min(evening.downMs, world.nowMs - usableSinceMs));
    const isSettled = evening.isSettled && world.nowMs >= troublesEndMs;
    settledAtMs = isSettled ? Math.min(settledAtMs, world.nowMs) : Number.POSITIVE_INFINITY;
  }
  return {
    settledAfterMs: settledAtMs === Number.POSITIVE_INFINITY ? null : settledAtMs - troublesEndMs,
    downMs,
    movesAMinute: Math.max(...evening.moves.map(mostInAMinute)),
    paths: evening.kinds,
    report: `best: ${evening.best}; ${evening.report}`,
  };
}

function mostInAMinute(times: readonly number[]): number {
  return Math.max(0, ...times.map((from) => times.filter((ms) => ms >= from && ms < from + 60_000).length));
}

/** How a pair fares through an evening. */
import type { RelayPlan } from './plan.ts';
import { RelayPair } from './relay-pair.ts';

const STEP_MS = 200;
/** Whoever agrees and doesn't for so long hasn't settled. */
const STAYS_MS = 3000;
const GIVEN_UP_AFTER_MS = 60_000;
/** First contact needs the control plane, and is another matter. */
const MET_MS = 3000;

export interface Course {
  /** The longest time that one of them heard nothing of the other though some relay worked all the while. */
  readonly downMs: number;
  /** From the last trouble until both mean the same relay, which works, and stay with it; infinite: never. */
  readonly agreedAfterMs: number;
  /** How often an end took another relay while it heard the other well. */
  readonly changes: number;
}

export function live(plan: RelayPlan): Course {
  const pair = new RelayPair(plan);
  const { world, troublesEndMs } = pair;
  const givenUpAtMs = troublesEndMs + GIVEN_UP_AFTER_MS;
  let [downMs, agreedAtMs] = [0, Number.POSITIVE_INFINITY];
  while (world.nowMs < Math.min(givenUpAtMs, Math.max(MET_MS, agreedAtMs) + STAYS_MS)) {
    world.runUntil(world.nowMs + STEP_MS);
    if (world.nowMs > MET_MS) downMs = Math.max(downMs, pair.downMs);
    const isAgreed = pair.isAgreed && world.nowMs >= troublesEndMs;
    agreedAtMs = isAgreed ? Math.min(agreedAtMs, world.nowMs) : Number.POSITIVE_INFINITY;
  }
  const changes = Math.max(...pair.sides.map(({ end }) => end.changes.length));
  return { downMs, agreedAfterMs: agreedAtMs - troublesEndMs, changes };
}

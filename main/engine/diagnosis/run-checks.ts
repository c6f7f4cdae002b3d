/** Runs checks by what they depend on: each as soon as it may, several at once, hidden where what it needs has failed. */
import { fault } from '../../../shared/faults/fault.ts';
import type { CheckId, Finding } from '../../../shared/model/doctor.ts';
import { type Check, explained, ill, type Verdict } from './check.ts';
import type { ExaminedMachine } from './examined-machine.ts';

export interface RunChecksOptions {
  readonly checks: readonly Check[];
  readonly examined: ExaminedMachine;
  readonly signal: AbortSignal;
  /** Monotonic ms. */
  now(): number;
  onStarted(check: CheckId): void;
  onFound(finding: Finding): void;
}

/** A check that hangs must not hold up the others' advice. */
const CHECK_LIMIT_MS = 8000;

/** @returns all findings, in the order of the checks. What was not reached when the signal came is left out. */
export async function runChecks({
  checks,
  examined,
  signal,
  now,
  onStarted,
  onFound,
}: RunChecksOptions): Promise<Finding[]> {
  const byId = new Map(checks.map((check) => [check.id, check]));
  const results = new Map<CheckId, Promise<readonly Finding[]>>();

  function resultOf(check: Check): Promise<readonly Finding[]> {
    const result = results.get(check.id) ?? run(check);
    results.set(check.id, result);
    return result;
  }

  async function run(check: Check): Promise<readonly Finding[]> {
    const resultsOf = async (ids: readonly CheckId[]): Promise<Finding[]> =>
      (await Promise.all(ids.flatMap((id) => byId.get(id) ?? []).map(resultOf))).flat();
    const [needed, minded] = await Promise.all([resultsOf(check.after), resultsOf(check.minds ?? [])]);
    if (signal.aborted) return [];
    const blocked = needed.some(
      ({ status, peer }) => peer === null && (status === 'failed' || status === 'hidden'),
    );
    const startedAtMs = now();
    if (!blocked) onStarted(check.id);
    const verdicts = blocked ? [explained()] : await examine(check, [...needed, ...minded]);
    if (signal.aborted) return [];
    const tookMs = now() - startedAtMs;
    const findings = verdicts.map((verdict) => ({ ...verdict, check: check.id, tookMs }));
    for (const finding of findings) onFound(finding);
    return findings;
  }

  async function examine(check: Check, before: readonly Finding[]): Promise<readonly Verdict[]> {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(CHECK_LIMIT_MS)]);
    const overdue = new Promise<readonly Verdict[]>((resolve) => {
      const cause = fault('doctor.check-overdue', { check: check.id, seconds: CHECK_LIMIT_MS / 1000 });
      limit.addEventListener('abort', () => resolve([ill('warning', cause, { confidence: 0.3 })]), {
        once: true,
      });
    });
    return Promise.race([check.examine(examined, limit, before), overdue]);
  }

  for (const check of checks) check.prepare?.(examined);
  return (await Promise.all(checks.map(resultOf))).flat();
}

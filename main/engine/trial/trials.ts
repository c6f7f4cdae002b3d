/** Tests on demand (the ConnectivityTester of the source documents): starts, stops, streams and limits them. */
import { type Fault, fault } from '../../../shared/faults/fault.ts';
import {
  noFigures,
  type TrialProgress,
  type TrialRequest,
  type TrialResult,
  type TrialType,
} from '../../../shared/model/trial.ts';
import { fail, ok, type Result } from '../../../shared/result.ts';
import type { Clock } from '../../base/clock.ts';
import { pause } from '../../base/time.ts';
import { type Job, type PlanFault, planTrial } from './plan-trial.ts';
import { StartLimits } from './start-limits.ts';
import type { Found, RunContext, TrialParty, TrialProbes } from './trial-context.ts';

export interface TrialsOptions {
  readonly clock: Clock;
  readonly probes: TrialProbes;
  /** Null without a party. */
  party(): TrialParty | null;
  onProgress(progress: TrialProgress): void;
  /** A bug in a test: it ends as failed under this reference. */
  onUnexpected(error: unknown): string;
}

export type StartFault = PlanFault | 'trial.busy' | 'trial.too-often';

export interface Trials {
  /** Starts a test; what it says comes as progress, `finished` at the end. One that loads the link runs alone of its kind. */
  start(request: TrialRequest): Result<{ readonly run: number }, StartFault>;
  /** Ends a test soon; it still says `finished`. One that is over already is no fault. */
  stop(run: number): void;
  /** Ends all tests and waits for them. */
  close(): Promise<void>;
}

const MOST_AT_ONCE = 4;
const loading: ReadonlySet<TrialType> = new Set(['bandwidth', 'loaded-latency', 'stress']);

interface Running {
  readonly type: TrialType;
  readonly abort: AbortController;
  readonly done: Promise<void>;
}

/** Starts with nothing running; holds no timer and no socket of its own. */
export function createTrials(options: TrialsOptions): Trials {
  const running = new Map<number, Running>();
  const limits = new StartLimits();
  let lastRun = 0;

  function start(request: TrialRequest): ReturnType<Trials['start']> {
    const isLoading = loading.has(request.type);
    const rivals = [...running.values()].filter(({ type }) => !isLoading || loading.has(type));
    const rival = rivals[0];
    if (rival !== undefined && (isLoading || rivals.length >= MOST_AT_ONCE)) {
      return fail(fault('trial.busy', { doing: rival.type }));
    }
    const job = planTrial(request, options.party());
    if (!job.ok) return job;
    const waitMs = limits.take(isLoading, options.clock.now());
    if (waitMs !== null) return fail(fault('trial.too-often', { retryAfterMs: waitMs }));
    const run = ++lastRun;
    const abort = new AbortController();
    running.set(run, {
      type: request.type,
      abort,
      done: carryOut(run, request.type, job.value, abort.signal),
    });
    return ok({ run });
  }

  async function carryOut(run: number, type: TrialType, job: Job, signal: AbortSignal): Promise<void> {
    // Whoever starts it has the number before the first word of it.
    await pause(options.clock, 0, signal);
    const { clock, probes, onProgress } = options;
    const say: RunContext['say'] = (progress) => onProgress({ ...progress, run } as TrialProgress);
    const found = await job({ clock, probes, signal, say }).catch(
      (error: unknown): Found => ({
        errors: [fault('engine.unexpected', { reference: options.onUnexpected(error) })],
      }),
    );
    running.delete(run);
    onProgress({ run, kind: 'finished', result: resultOf(type, found, signal.aborted) });
  }

  return {
    start,
    stop: (run) => running.get(run)?.abort.abort(),
    async close() {
      const all = [...running.values()];
      for (const { abort } of all) abort.abort();
      await Promise.all(all.map(({ done }) => done));
    },
  };
}

function resultOf(type: string, { errors, ...found }: Found, stopped: boolean): TrialResult {
  const faults: Fault[] = [...errors];
  return {
    ...noFigures,
    ...found,
    type,
    stopped,
    success: !stopped && faults.length === 0,
    // Whoever stopped it knows why there is no answer.
    errors: stopped ? [] : faults,
  };
}

/** Tests on demand (the ConnectivityTester of the source documents): starts, stops, streams and limits them. */
import { type Fault, fault } from '../../../shared/faults/fault.ts';
import {
  type LinkTestProgress,
  type LinkTestRequest,
  type LinkTestResult,
  type LinkTestType,
  noFigures,
} from '../../../shared/model/link-test.ts';
import { fail, ok, type Result } from '../../../shared/result.ts';
import type { Clock } from '../../base/clock.ts';
import { pause } from '../../base/time.ts';
import { type Job, type PlanFault, planLinkTest } from './plan-test.ts';
import { StartLimits } from './start-limits.ts';
import type { Found, LinkTestParty, LinkTestProbes, RunContext } from './test-context.ts';

export interface LinkTestsOptions {
  readonly clock: Clock;
  readonly probes: LinkTestProbes;
  /** Null without a party. */
  party(): LinkTestParty | null;
  onProgress(progress: LinkTestProgress): void;
  /** A bug in a test: it ends as failed under this reference. */
  onUnexpected(error: unknown): string;
}

export type StartFault = PlanFault | 'link-test.busy' | 'link-test.too-often';

export interface LinkTests {
  /** Starts a test; what it says comes as progress, `finished` at the end. One that loads the link runs alone of its kind. */
  start(request: LinkTestRequest): Result<{ readonly run: number }, StartFault>;
  /** Ends a test soon; it still says `finished`. One that is over already is no fault. */
  stop(run: number): void;
  /** Ends all tests and waits for them. */
  close(): Promise<void>;
}

const MOST_AT_ONCE = 4;
const loading: ReadonlySet<LinkTestType> = new Set(['bandwidth', 'loaded-latency', 'stress']);

interface Running {
  readonly type: LinkTestType;
  readonly abort: AbortController;
  readonly done: Promise<void>;
}

/** Starts with nothing running; holds no timer and no socket of its own. */
export function createLinkTests(options: LinkTestsOptions): LinkTests {
  const running = new Map<number, Running>();
  const limits = new StartLimits();
  let lastRun = 0;

  function start(request: LinkTestRequest): ReturnType<LinkTests['start']> {
    const isLoading = loading.has(request.type);
    const rivals = [...running.values()].filter(({ type }) => !isLoading || loading.has(type));
    const rival = rivals[0];
    if (rival !== undefined && (isLoading || rivals.length >= MOST_AT_ONCE)) {
      return fail(fault('link-test.busy', { doing: rival.type }));
    }
    const job = planLinkTest(request, options.party());
    if (!job.ok) return job;
    const waitMs = limits.take(isLoading, options.clock.now());
    if (waitMs !== null) return fail(fault('link-test.too-often', { retryAfterMs: waitMs }));
    const run = ++lastRun;
    const abort = new AbortController();
    running.set(run, {
      type: request.type,
      abort,
      done: carryOut(run, request.type, job.value, abort.signal),
    });
    return ok({ run });
  }

  async function carryOut(run: number, type: LinkTestType, job: Job, signal: AbortSignal): Promise<void> {
    // Whoever starts it has the number before the first word of it.
    await pause(options.clock, 0, signal);
    const { clock, probes, onProgress } = options;
    const say: RunContext['say'] = (progress) => onProgress({ ...progress, run } as LinkTestProgress);
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

function resultOf(type: string, { errors, ...found }: Found, stopped: boolean): LinkTestResult {
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

/** One target's probing from its addition to its removal, on a schedule of its own. */
import type { ProbeResult, Target, TargetView } from '../../../shared/model/target.ts';
import type { Clock } from '../../base/clock.ts';
import type { Log } from '../../base/log/log.ts';
import type { ProbeEnd, Prober } from './probes/probe.ts';
import { backOffMs, countResult, FRESH_RUN } from './schedule/back-off.ts';
import { describeChange } from './schedule/describe-change.ts';
import { nextSlot } from './schedule/schedule.ts';
import type { Workers } from './schedule/workers.ts';
import { isPublicDefault } from './targets/default-targets.ts';

/** How punctual a probe was. */
export interface ProbeTiming {
  /** Ms between the time it was due and the time it was sent. */
  readonly lateByMs: number;
  /** Probes that fell out before this one, because the machine slept or the one before was still under way. */
  readonly missed: number;
}

/** A reply that came after its probe had been counted as lost. */
export interface LateReply {
  readonly target: string;
  /** Of the probe, as in its result. */
  readonly at: number;
  readonly rttMs: number;
}

export interface TaskContext {
  readonly prober: Prober;
  readonly workers: Workers;
  readonly clock: Clock;
  readonly log: Log;
  /** What the interval is multiplied with while this machine is short of resources. */
  readonly slowness: () => number;
  readonly onResult: (result: ProbeResult, timing: ProbeTiming) => void;
  readonly onLate: (late: LateReply) => void;
}

export class TargetTask {
  readonly target: Target;
  readonly #context: TaskContext;
  readonly #abort = new AbortController();
  #run = FRESH_RUN;
  #last: ProbeResult | null = null;
  #dueAt: number;
  #missed = 0;
  #underWay = 0;
  #cancelTimer: () => void;

  /** @param firstAt - monotonic ms of the first probe */
  constructor(target: Target, firstAt: number, context: TaskContext) {
    this.target = target;
    this.#context = context;
    this.#dueAt = firstAt;
    this.#cancelTimer = context.clock.after(firstAt - context.clock.now(), () => this.#onDue());
  }

  view(): TargetView {
    const { clock } = this.#context;
    return {
      target: this.target,
      state: this.#state(),
      last: this.#last,
      consecutiveFailures: this.#run.failures,
      nextAt: Math.round(clock.date().getTime() + Math.max(0, this.#dueAt - clock.now())),
    };
  }

  /** What is under way is given up; nothing is reported any more. */
  stop(): void {
    this.#cancelTimer();
    this.#abort.abort();
  }

  #state(): TargetView['state'] {
    if (this.#last === null) return 'pending';
    if (this.#run.failures === 0) return 'answering';
    return backOffMs(this.#run) === null ? 'failing' : 'backing-off';
  }

  #onDue(): void {
    const { prober, clock, slowness } = this.#context;
    const dueAt = this.#dueAt;
    const { at, missed } = nextSlot(dueAt, this.target.intervalMs * slowness(), clock.now());
    this.#schedule(at);
    // Lost packets are waited for while the next ones are sent; processes and connections would pile up.
    if (this.#underWay > 0 && prober.needsWorker(this.target)) this.#missed++;
    else void this.#probe(dueAt);
    this.#missed += missed;
  }

  #schedule(at: number): void {
    this.#cancelTimer();
    this.#dueAt = at;
    this.#cancelTimer = this.#context.clock.after(at - this.#context.clock.now(), () => this.#onDue());
  }

  async #probe(dueAt: number): Promise<void> {
    const { prober, workers, log } = this.#context;
    const { signal } = this.#abort;
    const missed = this.#missed;
    this.#missed = 0;
    this.#underWay++;
    try {
      const task = () => this.#send(dueAt, missed);
      await (prober.needsWorker(this.target) ? workers.run(task, signal) : task());
    } catch (error) {
      // A mistake of ours in one probe must not end the watching of this target.
      if (!signal.aborted)
        log.error('probe failed unexpectedly', { target: this.target.id, error: String(error) });
    } finally {
      this.#underWay--;
    }
  }

  async #send(dueAt: number, missed: number): Promise<void> {
    const { prober, clock, onLate } = this.#context;
    const { signal } = this.#abort;
    const at = clock.date().getTime();
    const lateByMs = Math.max(0, clock.now() - dueAt);
    const end = await prober.probe(this.target, {
      signal,
      onLate: (rttMs) => {
        if (!signal.aborted) onLate({ target: this.target.id, at, rttMs });
      },
    });
    if (!signal.aborted) this.#finish(end, at, { lateByMs, missed });
  }

  #finish({ via, result }: ProbeEnd, at: number, timing: ProbeTiming): void {
    const { clock, log, onResult } = this.#context;
    const { id: target, name } = this.target;
    const probe: ProbeResult = { target, at, via, result };
    const change = describeChange(this.#last?.result ?? null, result);
    // Hosts that nobody here chose alarm nobody.
    const level = isPublicDefault(this.target) ? 'info' : change?.level;
    if (change !== null && level !== undefined) log[level](change.message, { target, name, via, result });
    log.trace('probe', { target, via, result, ...timing });
    this.#last = probe;
    this.#run = countResult(this.#run, result, clock.now());
    this.#backOff();
    onResult(probe, timing);
  }

  #backOff(): void {
    const { clock, log } = this.#context;
    const ms = backOffMs(this.#run);
    if (ms === null || clock.now() + ms <= this.#dueAt) return;
    log.debug('target is left alone for a while', { target: this.target.id, ms });
    this.#schedule(clock.now() + ms);
  }
}

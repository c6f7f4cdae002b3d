/** Probes any number of targets, each on its own schedule, and hands on what came out (the MonitoringEngine of document 002). */
import { isDeepStrictEqual } from 'node:util';
import type { ProbeResult, Target, TargetView } from '../../../shared/model/target.ts';
import type { Clock } from '../../base/clock.ts';
import type { Log } from '../../base/log/log.ts';
import type { Prober } from './probes/probe.ts';
import { firstSlot } from './schedule/schedule.ts';
import { Workers } from './schedule/workers.ts';
import { type LateReply, type ProbeTiming, TargetTask } from './target-task.ts';

const DEFAULT_WORKERS = 10;
/** A machine that needs more than this is better helped by fewer targets. */
const MAX_SLOWNESS = 60;

export interface MonitorOptions {
  readonly prober: Prober;
  readonly clock: Clock;
  readonly log: Log;
  readonly onResult: (result: ProbeResult, timing: ProbeTiming) => void;
  /** A reply after its probe's time-out: the packet was late, not lost. */
  readonly onLate?: (late: LateReply) => void;
  /** Probes at once of those that cost a process or a connection; 10 when absent. */
  readonly workers?: number;
}

export interface Monitor {
  /** Begins to probe it. The same one again changes nothing; one with the same id and other fields takes its place. */
  add(target: Target): void;
  /** Ends its probing; what is under way is not reported. Harmless for one that isn't there. */
  remove(id: string): void;
  /** Makes the targets these and no others. */
  replace(targets: readonly Target[]): void;
  views(): TargetView[];
  /** Multiplies all intervals, 1 to 60, from each target's next probe on: for whoever watches this machine's resources. */
  slowDown(factor: number): void;
  slowness(): number;
  /** Ends all probing. The prober stays the caller's. */
  close(): void;
}

/** Starts without targets. */
export function createMonitor({ onLate = () => undefined, workers, ...options }: MonitorOptions): Monitor {
  const tasks = new Map<string, TargetTask>();
  const { log } = options;
  let slowness = 1;
  let started = 0;
  let open = true;
  const context = {
    ...options,
    onLate,
    workers: new Workers(workers ?? DEFAULT_WORKERS),
    slowness: () => slowness,
  };

  const remove = (id: string): void => {
    const task = tasks.get(id);
    if (task === undefined) return;
    task.stop();
    tasks.delete(id);
    log.debug('target removed', { target: id });
  };
  const add = (target: Target): void => {
    if (!open || isDeepStrictEqual(tasks.get(target.id)?.target, target)) return;
    remove(target.id);
    tasks.set(
      target.id,
      new TargetTask(target, firstSlot(started++, target.intervalMs, options.clock.now()), context),
    );
    log.debug('target added', { target: target.id, name: target.name, kind: target.kind });
  };
  return {
    add,
    remove,
    replace(targets) {
      const wanted = new Set(targets.map(({ id }) => id));
      for (const id of [...tasks.keys()]) if (!wanted.has(id)) remove(id);
      for (const target of targets) add(target);
    },
    views: () => Array.from(tasks.values(), (task) => task.view()),
    slowDown(factor) {
      const wanted = Math.min(MAX_SLOWNESS, Math.max(1, factor));
      if (wanted === slowness) return;
      slowness = wanted;
      if (wanted > 1) log.warn('probing is slowed down to spare this machine', { factor: wanted });
      else log.info('probing is back to its usual pace');
    },
    slowness: () => slowness,
    close() {
      open = false;
      for (const id of [...tasks.keys()]) remove(id);
    },
  };
}

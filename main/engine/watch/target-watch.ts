/** The chosen targets, probed, with their results told to metrics and insight. */
import type { ProbeResult, Target, TargetView } from '../../../shared/model/target.ts';
import type { Clock } from '../../base/clock.ts';
import type { Log } from '../../base/log/log.ts';
import type { Insight } from '../insight/insight.ts';
import type { Metrics } from '../metrics/metrics.ts';
import { createMonitor, type Monitor } from '../monitor/monitor.ts';
import { GATEWAY } from '../monitor/probes/names.ts';
import type { Prober } from '../monitor/probes/probe.ts';
import type { TargetStore } from '../monitor/targets/target-store.ts';

export interface TargetWatchOptions {
  readonly store: TargetStore;
  readonly prober: Prober;
  readonly metrics: Pick<Metrics, 'setName' | 'setState' | 'recordLatency' | 'removed' | 'onSlowdown'>;
  readonly insight: Pick<Insight, 'sample'>;
  readonly clock: Clock;
  readonly log: Log;
}

export interface TargetWatch {
  views(): TargetView[];
  /** Tells the states; to be called about once a second. */
  look(): void;
  close(): void;
}

function targetSubject(id: string): `target:${string}` {
  return `target:${id}`;
}

/** What a target tells of, beside itself: the own router, or the Internet behind it. */
export function roleOfTarget(target: Target | undefined): 'gateway' | 'internet' | null {
  if (target?.kind !== 'icmp') return null;
  return target.address === GATEWAY ? 'gateway' : 'internet';
}

/** Starts to probe, and follows the store. */
export function watchTargets({
  store,
  prober,
  metrics,
  insight,
  clock,
  log,
}: TargetWatchOptions): TargetWatch {
  const onResult = ({ target, at, result }: ProbeResult): void => {
    const subject = targetSubject(target);
    const rttMs = result.outcome === 'answered' ? result.rttMs : null;
    metrics.recordLatency(subject, { at, rttMs });
    insight.sample(subject, clock.now() - (clock.date().getTime() - at), rttMs);
  };
  const monitor: Monitor = createMonitor({ prober, clock, log, onResult });
  let known: readonly Target[] = [];
  const follow = (targets: readonly Target[]): void => {
    const ids = new Set(targets.map(({ id }) => id));
    for (const { id } of known) if (!ids.has(id)) metrics.removed(targetSubject(id));
    for (const { id, name } of targets) metrics.setName(targetSubject(id), name);
    known = targets;
    monitor.replace(targets);
  };
  follow(store.list());
  const stops = [store.onChange(follow), metrics.onSlowdown((slowdown) => monitor.slowDown(slowdown))];
  return {
    views: () => monitor.views(),
    look() {
      for (const { target, state } of monitor.views()) metrics.setState(targetSubject(target.id), state);
    },
    close() {
      for (const stop of stops) stop();
      monitor.close();
    },
  };
}

/** The chosen targets, probed, with their results told to metrics and insight. */
import type { ProbeResult, Target, TargetView } from '../../../../shared/model/target.ts';
import type { Clock } from '../../../base/clock.ts';
import type { Log } from '../../../base/log/log.ts';
import { createMonitor, type Monitor } from '../../probing/monitor.ts';
import { GATEWAY } from '../../probing/probes/names.ts';
import type { Prober } from '../../probing/probes/probe.ts';
import { isPublicDefault } from '../../probing/targets/default-targets.ts';
import type { TargetStore } from '../../probing/targets/target-store.ts';
import type { Insight } from '../insight/insight.ts';
import type { Metrics } from '../metrics/metrics.ts';

export interface TargetWatchOptions {
  readonly store: Pick<TargetStore, 'list' | 'onChange'>;
  readonly prober: Prober;
  readonly metrics: Pick<Metrics, 'setName' | 'setState' | 'recordLatency' | 'removed' | 'onSlowdown'>;
  readonly insight: Pick<Insight, 'sample'>;
  readonly clock: Clock;
  readonly log: Log;
}

export interface TargetWatch {
  views(): TargetView[];
  /**
   * Tells the states; to be called about once a second. @param isQuick - probes the router and what lies beyond it quickly.
   * @param asksStrangers - whether somebody needs what hosts say that nobody here chose.
   */
  look(how: { readonly isQuick: boolean; readonly asksStrangers: boolean }): void;
  close(): void;
}

export function targetSubject(id: string): `target:${string}` {
  return `target:${id}`;
}

/**
 * The router as often as members are asked; strangers' hosts no more often than a `ping` of theirs would be, by two of
 * them together often enough to see a break of half a second. What comes of it is for insight alone, not for the
 * target's own figures.
 */
const QUICK_MS = { gateway: 200, internet: 500 } as const;

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
    if (result.outcome === 'denied') return;
    const subject = targetSubject(target);
    const rttMs = result.outcome === 'answered' ? result.rttMs : null;
    metrics.recordLatency(subject, { at, rttMs });
    insight.sample(subject, clock.now() - (clock.date().getTime() - at), rttMs);
  };
  const monitor: Monitor = createMonitor({ prober, clock, log, onResult });
  let known: readonly Target[] = [];
  let asksStrangers = false;
  const probed = (): readonly Target[] => known.filter((one) => asksStrangers || !isPublicDefault(one));
  const follow = (targets: readonly Target[]): void => {
    const ids = new Set(targets.map(({ id }) => id));
    for (const { id } of known) if (!ids.has(id)) metrics.removed(targetSubject(id));
    for (const { id, name } of targets) metrics.setName(targetSubject(id), name);
    known = targets;
    monitor.replace(probed());
  };
  follow(store.list());
  let stopQuick: (() => void) | null = null;
  const probeAll = (role: keyof typeof QUICK_MS, signal: AbortSignal): void => {
    const sentAtMs = clock.now();
    for (const target of known.filter((one) => roleOfTarget(one) === role)) {
      void prober.probe(target, { signal, onLate: () => undefined }).then(({ result }) => {
        const rttMs = result.outcome === 'answered' ? result.rttMs : null;
        if (!signal.aborted && result.outcome !== 'denied') {
          insight.sample(targetSubject(target.id), sentAtMs, rttMs);
        }
      });
    }
  };
  const startQuick = (): (() => void) => {
    const router = every(clock, QUICK_MS.gateway, (signal) => probeAll('gateway', signal));
    const beyond = every(clock, QUICK_MS.internet, (signal) => probeAll('internet', signal));
    return () => {
      router();
      beyond();
    };
  };
  const setQuick = (isQuick: boolean): void => {
    if (isQuick === (stopQuick !== null)) return;
    stopQuick?.();
    stopQuick = isQuick ? startQuick() : null;
  };
  const stops = [store.onChange(follow), metrics.onSlowdown((slowdown) => monitor.slowDown(slowdown))];
  const views = (): TargetView[] => {
    const asked = new Map(monitor.views().map((view) => [view.target.id, view]));
    return known.map((target) => asked.get(target.id) ?? notAsked(target));
  };
  return {
    views,
    look(how) {
      if (how.asksStrangers !== asksStrangers) {
        asksStrangers = how.asksStrangers;
        monitor.replace(probed());
      }
      setQuick(how.isQuick);
      for (const { target, state, last } of views()) {
        // Whom we may not ask is neither up nor down.
        const isUnknown = last?.result.outcome === 'denied';
        metrics.setState(targetSubject(target.id), isUnknown ? 'pending' : state);
      }
    },
    close() {
      setQuick(false);
      for (const stop of stops) stop();
      monitor.close();
    },
  };
}

/** As it is before its first answer, and while nobody needs one. */
export function notAsked(target: Target): TargetView {
  return { target, state: 'pending', last: null, consecutiveFailures: 0, nextAt: null };
}

/** @returns its end, by which the signal comes as well. */
function every(clock: Clock, ms: number, work: (signal: AbortSignal) => void): () => void {
  const end = new AbortController();
  let cancel = (): void => undefined;
  const next = (): void => {
    cancel = clock.after(ms, () => {
      work(end.signal);
      next();
    });
  };
  next();
  return () => {
    cancel();
    end.abort();
  };
}

/** The calls of the contract about what is watched. */
import { fault } from '../../../../shared/faults/fault.ts';
import type { CallName, Handlers } from '../../../../shared/ipc/api.ts';
import type { watchCalls } from '../../../../shared/ipc/watch-calls.ts';
import type { Target, TargetView } from '../../../../shared/model/target.ts';
import { fail, ok } from '../../../../shared/result.ts';
import type { TargetStore } from '../../probing/targets/target-store.ts';
import { exportHistory } from '../metrics/export/export-history.ts';
import type { Sampling } from './sampling.ts';
import { notAsked } from './target-watch.ts';

export interface WatchHandlerOptions {
  readonly sampling: Sampling;
  readonly targets: TargetStore;
}

export function watchHandlers({
  sampling,
  targets,
}: WatchHandlerOptions): Pick<Handlers, keyof typeof watchCalls & CallName> {
  const { metrics, insight, quickEchoes } = sampling;
  const viewOf = (target: Target): TargetView =>
    sampling.targetViews().find((view) => view.target.id === target.id) ?? notAsked(target);
  /** Whoever asks looks at figures for a while. */
  const shown = <T>(value: () => T) => {
    sampling.isLookedAt();
    return ok(value());
  };
  return {
    getTargets: async () => shown(() => sampling.targetViews()),
    addTarget: async (draft) => {
      const added = targets.add(draft);
      return added.ok ? ok(viewOf(added.value)) : added;
    },
    updateTarget: async ({ id, patch }) => {
      const updated = targets.update(id, patch);
      return updated.ok ? ok(viewOf(updated.value)) : updated;
    },
    removeTarget: async ({ id }) => {
      const removed = targets.remove(id);
      return removed.ok ? ok({}) : removed;
    },
    getMetrics: async () => shown(() => metrics.view()),
    getHistory: async (query) => ok(metrics.query(query)),
    exportHistory: async (query) => ok(await exportHistory(metrics.query, query)),
    getHistoryEvents: async ({ from, to }) => ok(metrics.events(null, from, to)),
    startSession: async ({ name }) => {
      quickEchoes.want('session', true);
      return ok({ id: metrics.startSession(name).id });
    },
    endSession: async () => {
      quickEchoes.want('session', false);
      const ended = metrics.endSession();
      return ended === null ? fail(fault('session.none', {})) : ok(ended);
    },
    getSessions: async () => ok(metrics.sessions()),
    getInsight: async () => shown(() => insight.view()),
    recordLag: async () => ok({ id: insight.recordLag() }),
  };
}

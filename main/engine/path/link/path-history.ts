/** The last changes of the way to one member. Pure. */
import type { PathChange, PathChangeReason, PathStrategy } from '../../../../shared/model/path-history.ts';

/** What is seen of a link at one moment. */
export interface PathLook {
  readonly strategy: PathStrategy;
  /** Median of the last echoes in ms; null: none came back. */
  readonly latencyMs: number | null;
  readonly isOnline: boolean;
  readonly atMs: number;
}

/** As {@link PathChange}, with monotonic time. */
export type NotedChange = Omit<PathChange, 'at'> & { readonly atMs: number };

const LIMIT = 100;
/** Older echoes of the median are those of the path before. */
const MEASURED_AFTER_MS = 10_000;

export class PathHistory {
  readonly #changes: NotedChange[] = [];
  #strategy: PathStrategy = 'none';
  #latencyMs: number | null = null;

  /** How the member was reached at the last look. */
  get strategy(): PathStrategy {
    return this.#strategy;
  }

  /** Oldest first, at most 100. */
  get changes(): readonly NotedChange[] {
    return this.#changes;
  }

  /** To be called whenever the link may have changed, and now and then. */
  look(look: PathLook): void {
    if (look.strategy === this.#strategy) this.#measure(look);
    else this.#add(look);
    this.#latencyMs = look.latencyMs;
  }

  #add({ strategy, isOnline, atMs }: PathLook): void {
    const from = this.#strategy;
    this.#strategy = strategy;
    this.#changes.push({
      atMs,
      from,
      to: strategy,
      why: reasonOf(from, strategy, isOnline),
      latencyBeforeMs: from === 'none' ? null : this.#latencyMs,
      latencyAfterMs: null,
    });
    if (this.#changes.length > LIMIT) this.#changes.shift();
  }

  #measure({ latencyMs, atMs }: PathLook): void {
    const last = this.#changes.at(-1);
    if (last === undefined || last.latencyAfterMs !== null || last.to === 'none') return;
    if (atMs - last.atMs < MEASURED_AFTER_MS) return;
    this.#changes[this.#changes.length - 1] = { ...last, latencyAfterMs: latencyMs };
  }
}

function reasonOf(from: PathStrategy, to: PathStrategy, isOnline: boolean): PathChangeReason {
  if (to === 'none') return isOnline ? 'lost' : 'away';
  if (from === 'none') return 'connected';
  return to === 'relay' ? 'fell-back' : 'upgraded';
}

/** Counts links to peers: how many there are and were, how long they lasted, and what went wrong. */
import type { MetricsView } from '../../../../shared/model/metrics.ts';
import { Histogram } from './histogram.ts';

const MOST_REASONS = 50;
const REST = 'other';

export class ConnectionCounts {
  readonly #openSinceMs = new Map<string, number>();
  /** In ms: up to seven weeks. */
  readonly #durations = new Histogram();
  readonly #errors = new Map<string, number>();
  #opened = 0;
  #failed = 0;

  /** A link works; telling it twice is harmless. */
  opened(subject: string, nowMs: number): void {
    if (this.#openSinceMs.has(subject)) return;
    this.#openSinceMs.set(subject, nowMs);
    this.#opened++;
  }

  closed(subject: string, nowMs: number): void {
    const since = this.#openSinceMs.get(subject);
    if (since === undefined) return;
    this.#openSinceMs.delete(subject);
    this.#durations.add(nowMs - since);
  }

  /** Something went wrong with a link, which may work all the same. @param reason - a short name, e.g. a fault's code. */
  failed(reason: string): void {
    this.#failed++;
    const name = this.#errors.size < MOST_REASONS || this.#errors.has(reason) ? reason : REST;
    this.#errors.set(name, (this.#errors.get(name) ?? 0) + 1);
  }

  view(): MetricsView['connections'] {
    const [median, p99] = this.#durations.quantiles(0.5, 0.99);
    return {
      active: this.#openSinceMs.size,
      opened: this.#opened,
      failed: this.#failed,
      durationMedianMs: median ?? null,
      durationP99Ms: p99 ?? null,
      errors: Object.fromEntries(this.#errors),
    };
  }
}

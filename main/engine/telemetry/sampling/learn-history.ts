/** Lets insight learn what is usual from the history, so that weekdays and hours are known after a restart. */
import type { HistoryPoint, HistoryQuery, Subject } from '../../../../shared/model/metrics.ts';
import type { Insight } from '../insight/insight.ts';
import type { Metrics } from '../metrics/metrics.ts';

const SPAN_MS = 14 * 24 * 3_600_000;
/** Points so far apart, at least, are taken: two weeks of them are 2016. */
const LEAST_STEP_MS = 5 * 60_000;
const MOST_POINTS: HistoryQuery['points'] = 2000;

export class HistoryLearner {
  readonly #query: Metrics['query'];
  readonly #learn: Insight['learn'];
  #learned: ReadonlySet<Subject> = new Set();

  constructor(query: Metrics['query'], learn: Insight['learn']) {
    this.#query = query;
    this.#learn = learn;
  }

  /**
   * Learns one subject that wasn't there before, so that no look takes long; to be called about once a second with all
   * that there are. One that went and came back is learned anew, as insight has forgotten it.
   */
  look(subjects: readonly Subject[], wallMs: number): void {
    const here = new Set(subjects);
    const next = subjects.find((subject) => !this.#learned.has(subject));
    this.#learned = new Set([...this.#learned].filter((subject) => here.has(subject)));
    if (next === undefined) return;
    this.#learned = new Set([...this.#learned, next]);
    this.#learnOf(next, wallMs);
  }

  #learnOf(subject: Subject, wallMs: number): void {
    const { points } = this.#query({ subject, from: wallMs - SPAN_MS, to: wallMs, points: MOST_POINTS });
    let lastAt = Number.NEGATIVE_INFINITY;
    for (const point of points) {
      if (point.at - lastAt < LEAST_STEP_MS) continue;
      lastAt = point.at;
      this.#learnPoint(subject, point);
    }
  }

  #learnPoint(subject: Subject, { at, sent, lost, medianMs, jitterMs }: HistoryPoint): void {
    if (medianMs !== null) this.#learn(subject, 'latency', medianMs, at);
    if (jitterMs !== null) this.#learn(subject, 'jitter', jitterMs, at);
    if (sent > 0) this.#learn(subject, 'loss', lost / sent, at);
  }
}

import { describe, expect, it } from 'vitest';
import { HistoryLearner } from '../../../../../main/engine/telemetry/sampling/learn-history.ts';
import type { History, HistoryPoint, Subject } from '../../../../../shared/model/metrics.ts';

const MINUTE_MS = 60_000;

function point(at: number, medianMs: number | null): HistoryPoint {
  const rest = { minMs: null, p95Ms: null, p99Ms: null, maxMs: null, meanMs: null, jitterMs: null };
  return { at, sent: 10, lost: 1, medianMs, ...rest, receivedBytes: 0, sentBytes: 0 };
}

function learning(points: readonly HistoryPoint[]) {
  const asked: Subject[] = [];
  const learned: [Subject, string, number, number][] = [];
  const query = ({ subject }: { subject: Subject }): History => {
    asked.push(subject);
    return { subject, stepMs: MINUTE_MS, points: [...points] };
  };
  const learner = new HistoryLearner(query, (...figure) => learned.push(figure));
  return { learner, asked, learned };
}

describe('learning from the history', () => {
  it('takes points at least five minutes apart, oldest first, and leaves out what was not measured', () => {
    const points = Array.from({ length: 11 }, (_, i) => point(i * MINUTE_MS, i === 5 ? null : 20 + i));
    const { learner, learned } = learning(points);
    learner.look(['peer:jon'], 1e9);
    expect(learned.filter(([, metric]) => metric === 'latency')).toEqual([
      ['peer:jon', 'latency', 20, 0],
      ['peer:jon', 'latency', 30, 10 * MINUTE_MS],
    ]);
    expect(learned.filter(([, metric]) => metric === 'loss').map(([, , ratio]) => ratio)).toEqual([
      0.1, 0.1, 0.1,
    ]);
  });

  it('learns each subject once, one a look, and anew when it has come back', () => {
    const { learner, asked } = learning([]);
    learner.look(['peer:jon', 'target:gateway'], 0);
    expect(asked).toEqual(['peer:jon']);
    learner.look(['peer:jon', 'target:gateway'], 0);
    learner.look(['peer:jon', 'target:gateway'], 0);
    expect(asked).toEqual(['peer:jon', 'target:gateway']);
    learner.look(['target:gateway'], 0);
    learner.look(['peer:jon', 'target:gateway'], 0);
    expect(asked).toEqual(['peer:jon', 'target:gateway', 'peer:jon']);
  });
});

import { describe, expect, it } from 'vitest';
import { exportHistory } from '../../../../../../main/engine/telemetry/metrics/export/export-history.ts';
import type { History, HistoryQuery } from '../../../../../../shared/model/metrics.ts';

const query = { subject: 'peer:jon', from: 0, to: 60_000, stepMs: 1000 } as const;
const nothing = { minMs: null, medianMs: null, p95Ms: null, p99Ms: null, maxMs: null, meanMs: null };

function source({ subject, from, to }: HistoryQuery): History {
  const points = Array.from({ length: (to - from) / 1000 }, (_, i) => ({
    at: from + i * 1000,
    sent: 1,
    lost: 1,
    ...nothing,
    jitterMs: null,
    receivedBytes: 0,
    sentBytes: 0,
  }));
  return { subject, stepMs: 1000, points };
}

describe('an export of history in one piece', () => {
  it('holds every point, as CSV and as JSON', async () => {
    const csv = await exportHistory(source, { ...query, format: 'csv' });
    expect(csv.truncated).toBe(false);
    expect(csv.text.trim().split('\r\n')).toHaveLength(61);
    const json = await exportHistory(source, { ...query, format: 'json' });
    expect(json.truncated).toBe(false);
    expect(JSON.parse(json.text).points).toHaveLength(60);
  });

  it('stays within its limit and says that it was cut, as JSON that can still be read', async () => {
    const json = await exportHistory(source, { ...query, format: 'json' }, 2000);
    expect(json.truncated).toBe(true);
    expect(json.text.length).toBeLessThanOrEqual(2000);
    const { truncated, points } = JSON.parse(json.text);
    expect(truncated).toBe(true);
    expect(points.length).toBeGreaterThan(5);
    const csv = await exportHistory(source, { ...query, to: 7_200_000, format: 'csv' }, 200_000);
    expect(csv.truncated).toBe(true);
    expect(csv.text.length).toBeLessThanOrEqual(200_000);
    expect(csv.text).toMatch(/\r\n$/);
  });
});

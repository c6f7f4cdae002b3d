/** The figures of a test's result, as name and value. */

import type { LinkTestResult } from '../../shared/model/link-test.ts';
import type { LatencySummary } from '../../shared/model/metrics.ts';
import { texts } from '../texts.ts';
import { formatBits, formatMs, formatRange, formatRatio, formatWholeBytes } from './format.ts';

type LinkTestRow = readonly [name: string, value: string];

/** In the order in which they are read; what was not measured is left out. */
export function linkTestRows(result: LinkTestResult): LinkTestRow[] {
  const { rows } = texts().linkTest;
  const { latency, loadedLatency, bandwidth, mtu, messagesPerSecond } = result;
  const found: LinkTestRow[] = [];
  if (loadedLatency !== null) {
    found.push([rows.idle, figure(latency?.medianMs)], [rows.loaded, figure(loadedLatency.medianMs)]);
  } else if (latency !== null) found.push(...latencyRows(latency));
  if (bandwidth !== null) {
    found.push(
      [rows.up, rate(bandwidth.upBitsPerSecond, bandwidth.upLossRatio)],
      [rows.down, rate(bandwidth.downBitsPerSecond, bandwidth.downLossRatio)],
    );
  }
  if (mtu !== null) found.push([rows.mtu, formatWholeBytes(mtu)]);
  if (messagesPerSecond !== null) found.push([rows.messages, String(Math.round(messagesPerSecond))]);
  return found;
}

function latencyRows(latency: LatencySummary): LinkTestRow[] {
  const { rows, sent } = texts().linkTest;
  const { minMs, maxMs } = latency;
  return [
    [rows.median, figure(latency.medianMs)],
    [rows.range, minMs === null || maxMs === null ? figure(null) : formatRange(minMs, maxMs)],
    [rows.p95, figure(latency.p95Ms)],
    [rows.jitter, figure(latency.jitterMs)],
    [rows.replies, sent(latency.sent, latency.lost)],
  ];
}

function figure(ms: number | null | undefined): string {
  return ms == null ? texts().units.none : formatMs(ms);
}

function rate(bitsPerSecond: number, lossRatio: number): string {
  const bits = formatBits(bitsPerSecond);
  return lossRatio > 0 ? `${bits}, ${texts().link.loss(formatRatio(lossRatio))}` : bits;
}

/** What the latency chart draws: seconds or spans of them, each with the way that was used then. */
import type { History, HistoryEvent } from '../../shared/model/metrics.ts';
import type { Second } from './seconds.ts';

export const chartSpans = ['live', 'quarter', 'hours'] as const;
export type ChartSpan = (typeof chartSpans)[number];

/** What each shows, in seconds. */
export const SPAN_S: Readonly<Record<ChartSpan, number>> = { live: 120, quarter: 900, hours: 7200 };
/** More would be narrower than a pixel of the panel. */
export const CHART_POINTS = 180;

/** A change of the way, where it happened. */
export interface PathTick {
  /** Seconds before now, 0 or negative. */
  readonly ago: number;
  /** In the words of the latency matrix; null: none before. */
  readonly from: string | null;
  readonly to: string;
}

export interface ChartRow extends Second {
  /** The median while the way was direct and while it was relayed: two lines that meet where it changed. */
  readonly directMs: number | null;
  readonly relayedMs: number | null;
  /** Quickest and slowest answer, as the chart's area takes it. */
  readonly range: readonly [number, number] | null;
  /** In the words of the latency matrix; null: not known. */
  readonly path: string | null;
}

/** The spans of a history, oldest first, with an empty one wherever it has none: gaps stay gaps. @param nowMs - wall clock. */
export function historySeconds({ points, stepMs }: History, nowMs: number): Second[] {
  const first = points[0];
  if (first === undefined) return [];
  const known = new Map(points.map((point) => [Math.round((point.at - first.at) / stepMs), point]));
  const count = Math.max(0, ...known.keys()) + 1;
  return Array.from({ length: count }, (_, i) => {
    const point = known.get(i);
    return {
      ago: Math.round((first.at + i * stepMs - nowMs) / 1000),
      rttMs: point?.medianMs ?? null,
      lowMs: point?.minMs ?? null,
      highMs: point?.maxMs ?? null,
      sent: point?.sent ?? 0,
      lost: point?.lost ?? 0,
      lossRatio: point === undefined || point.sent === 0 ? null : point.lost / point.sent,
    };
  });
}

/** The changes of one peer's way, oldest first. @param nowMs - wall clock. */
export function pathTicks(events: readonly HistoryEvent[], peer: string, nowMs: number): PathTick[] {
  return events
    .flatMap((event) => {
      if (event.kind !== 'path' || event.subject !== `peer:${peer}`) return [];
      const { at, from, to } = event;
      return { ago: Math.min(0, Math.round((at - nowMs) / 1000)), from, to };
    })
    .toSorted((a, b) => a.ago - b.ago);
}

/** True for a way that leads over a relay. */
export function isRelayed(path: string | null): boolean {
  return path === 'relay' || path === 'tcp';
}

/** Puts the way beside each second. @param current - the way now, for when no change is known. */
export function toRows(
  seconds: readonly Second[],
  ticks: readonly PathTick[],
  current: string | null,
): ChartRow[] {
  const paths = seconds.map(({ ago }) => pathAt(ago, ticks, current));
  return seconds.map((second, i) => {
    const relayed = isRelayed(paths[i] ?? null);
    // The second of the change ends one line and begins the other.
    const meets = i > 0 && isRelayed(paths[i - 1] ?? null) !== relayed;
    const { rttMs, lowMs, highMs } = second;
    return {
      ...second,
      directMs: !relayed || meets ? rttMs : null,
      relayedMs: relayed || meets ? rttMs : null,
      range: lowMs === null || highMs === null ? null : [lowMs, highMs],
      path: paths[i] ?? null,
    };
  });
}

function pathAt(ago: number, ticks: readonly PathTick[], current: string | null): string | null {
  const last = ticks.findLast((tick) => tick.ago <= ago);
  if (last !== undefined) return last.to;
  return ticks[0] === undefined ? current : ticks[0].from;
}

import { useEffect, useState } from 'react';
import type { History, HistoryEvent } from '../../shared/model/metrics.ts';
import type { PeerView } from '../../shared/model/snapshot.ts';
import { loadEvents, loadPeerHistory } from '../actions/peer.ts';
import {
  CHART_POINTS,
  type ChartRow,
  type ChartSpan,
  historySeconds,
  type PathTick,
  pathTicks,
  SPAN_S,
  toRows,
} from '../model/chart-rows.ts';
import { toSeconds } from '../model/seconds.ts';
import { useEngine } from '../stores/engine-store.ts';
import { useSamples } from './use-samples.ts';

interface ChartData {
  readonly rows: readonly ChartRow[];
  readonly ticks: readonly PathTick[];
  /** False until what is kept of that time has been read. */
  readonly loaded: boolean;
}

interface Kept {
  readonly span: ChartSpan;
  readonly at: number;
  readonly history: History | null;
  readonly events: readonly HistoryEvent[];
}

const AGAIN_MS: Readonly<Record<ChartSpan, number>> = { live: 15_000, quarter: 10_000, hours: 60_000 };

/** What the chart of one peer draws: samples as they come, or what is kept of a longer time, and the path's changes. */
export function useChartRows(peer: PeerView, span: ChartSpan): ChartData {
  const samples = useSamples(peer.id);
  const kept = useKept(peer, span);
  const fits = kept?.span === span ? kept : null;
  const ticks = pathTicks(fits?.events ?? [], peer.id, span === 'live' ? Date.now() : (fits?.at ?? 0)).filter(
    ({ ago }) => ago >= -SPAN_S[span],
  );
  const seconds =
    span === 'live'
      ? toSeconds(samples, SPAN_S.live)
      : fits === null || fits.history === null
        ? []
        : historySeconds(fits.history, fits.at);
  return { rows: toRows(seconds, ticks, peer.strategy), ticks, loaded: span === 'live' || fits !== null };
}

/** Read when it is first shown, when the path changes, and from time to time; not while hidden. */
function useKept({ id, strategy }: PeerView, span: ChartSpan): Kept | null {
  const [kept, setKept] = useState<Kept | null>(null);
  const online = useEngine(({ link }) => link === 'online');
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new strategy is a new tick
  useEffect(() => {
    if (!online) return;
    let shown = true;
    async function read(): Promise<void> {
      if (document.hidden) return;
      const spanMs = SPAN_S[span] * 1000;
      const [history, events] = await Promise.all([
        span === 'live' ? null : loadPeerHistory(id, spanMs, CHART_POINTS),
        loadEvents(spanMs),
      ]);
      if (!shown) return;
      setKept({
        span,
        at: Date.now(),
        history: history?.ok ? history.value : null,
        events: events.ok ? events.value : [],
      });
    }
    void read();
    const timer = setInterval(() => void read(), AGAIN_MS[span]);
    return () => {
      shown = false;
      clearInterval(timer);
    };
  }, [id, span, strategy, online]);
  return kept;
}

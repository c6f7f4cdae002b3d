import { useEffect, useState } from 'react';
import { loadHistory } from '../actions/targets.ts';

const SPAN_MS = 15 * 60_000;
const POINTS = 90;
const AGAIN_MS = 10_000;

type Points = readonly { readonly rttMs: number | null }[];
const NONE: Points = [];

/** Medians of the last 15 minutes, oldest first; empty while unknown. Read again every 10 s, not while hidden. */
export function useTargetHistory(id: string): Points {
  const [points, setPoints] = useState(NONE);
  useEffect(() => {
    let shown = true;
    async function read(): Promise<void> {
      if (document.hidden) return;
      const to = Date.now();
      const history = await loadHistory({ subject: `target:${id}`, from: to - SPAN_MS, to, points: POINTS });
      if (shown && history.ok) setPoints(history.value.points.map(({ medianMs }) => ({ rttMs: medianMs })));
    }
    void read();
    const timer = setInterval(() => void read(), AGAIN_MS);
    return () => {
      shown = false;
      clearInterval(timer);
    };
  }, [id]);
  return points;
}

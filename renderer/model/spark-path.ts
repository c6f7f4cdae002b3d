import type { Second } from './seconds.ts';

/** The least range of the vertical axis in ms, so that the noise of a good link does not look like mountains. */
const FLOOR_MS = 50;
/** A steady line stays off the upper edge. */
const HEADROOM = 1.25;
const MARGIN = 2;

/** An SVG path through the answered seconds, from 0 ms at the bottom; it breaks where nothing came back. @param topMs - of a scale that several share. */
export function sparkPath(
  seconds: readonly Pick<Second, 'rttMs'>[],
  width: number,
  height: number,
  topMs?: number,
): string {
  const top = topMs ?? Math.max(FLOOR_MS, ...seconds.map(({ rttMs }) => (rttMs ?? 0) * HEADROOM));
  const stepX = (width - 2 * MARGIN) / Math.max(1, seconds.length - 1);
  let pen = 'M';
  return seconds
    .map(({ rttMs }, i) => {
      if (rttMs === null) {
        pen = 'M';
        return '';
      }
      const x = MARGIN + i * stepX;
      const y = height - MARGIN - Math.min(1, rttMs / top) * (height - 2 * MARGIN);
      const part = `${pen}${x.toFixed(1)} ${y.toFixed(1)}`;
      // A lone second is a dot: a line of no length with a round cap.
      const dot = pen === 'M' && (seconds[i + 1]?.rttMs ?? null) === null ? 'h0' : '';
      pen = 'L';
      return part + dot;
    })
    .join('');
}

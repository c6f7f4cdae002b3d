/** An SVG path through values on a fixed scale. */
interface Plot {
  readonly width: number;
  readonly height: number;
  /** Values at the lower and the upper edge. */
  readonly low: number;
  readonly high: number;
}

/** Evenly spaced from left to right; it breaks at null, and a lone value is a dot (a line of no length). */
export function plotPath(values: readonly (number | null)[], { width, height, low, high }: Plot): string {
  const step = width / Math.max(1, values.length - 1);
  const scale = height / Math.max(1e-9, high - low);
  let pen = 'M';
  return values
    .map((value, i) => {
      if (value === null) {
        pen = 'M';
        return '';
      }
      const y = Math.min(height, Math.max(0, height - (value - low) * scale));
      const part = `${pen}${(i * step).toFixed(1)} ${y.toFixed(1)}`;
      const dot = pen === 'M' && (values[i + 1] ?? null) === null ? 'h0' : '';
      pen = 'L';
      return part + dot;
    })
    .join('');
}

/** Figures of a bench, and how they are written. */

/** The spread of one measured quantity. */
export interface Figure {
  readonly runs: number;
  readonly min: number;
  readonly median: number;
  readonly p95: number;
  readonly max: number;
}

/** What a bench measured: samples by quantity, the unit in each name. */
export type Samples = Readonly<Record<string, readonly number[]>>;

/** What a figure is judged by: median and 95th percentile lie below bounds, or the median is at least or at most so much. */
export type Target =
  | { readonly median: number; readonly p95: number }
  | { readonly atLeast: number }
  | { readonly atMost: number };

/** Targets by quantity. */
export type Targets = Readonly<Record<string, Target>>;

/** What a bench prints with `--json`. */
export interface BenchResult {
  readonly bench: string;
  readonly figures: Readonly<Record<string, Figure>>;
  readonly targets: Targets;
  readonly met: boolean;
}

/** Summarises samples; percentiles are nearest-rank, so that each is a value that was measured. */
export function summarise(samples: readonly number[]): Figure {
  if (samples.length === 0) throw new Error('nothing was measured');
  const sorted = samples.toSorted((a, b) => a - b);
  const rank = (share: number): number => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
  return { runs: sorted.length, min: rank(0), median: rank(0.5), p95: rank(0.95), max: rank(1) };
}

/** Judges a bench's samples by its targets; a target whose quantity wasn't measured is not met. */
export function judgeBench(bench: string, samples: Samples, targets: Targets): BenchResult {
  const figures = Object.fromEntries(
    Object.entries(samples).map(([name, values]) => [name, summarise(values)]),
  );
  const met = Object.entries(targets).every(([name, target]) => {
    const figure = figures[name];
    return figure !== undefined && meets(figure, target);
  });
  return { bench, figures, targets, met };
}

function meets({ median, p95 }: Figure, target: Target): boolean {
  if ('atLeast' in target) return median >= target.atLeast;
  if ('atMost' in target) return median <= target.atMost;
  return median < target.median && p95 < target.p95;
}

function formatTarget(target: Target | undefined): string {
  if (target === undefined) return '–';
  if ('atLeast' in target) return `median ≥ ${target.atLeast}`;
  if ('atMost' in target) return `median ≤ ${target.atMost}`;
  return `median < ${target.median}, p95 < ${target.p95}`;
}

/** Small figures are differences and costs, where hundredths count. */
function formatValue(value: number): string {
  return value.toFixed(Math.abs(value) < 10 ? 2 : 1);
}

/** Writes a result as a Markdown table, which also reads well in a terminal. */
export function formatTable({ figures, targets }: BenchResult): string {
  const rows = Object.entries(figures).map(([name, { runs, min, median, p95, max }]) => {
    const bound = formatTarget(targets[name]);
    return [name, String(runs), ...[min, median, p95, max].map(formatValue), bound];
  });
  const table = [['figure', 'runs', 'min', 'median', 'p95', 'max', 'target'], ...rows];
  const widths =
    table[0]?.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0))) ?? [];
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(' | ')} |`;
  const [head = [], ...body] = table;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...body.map(line)].join('\n');
}

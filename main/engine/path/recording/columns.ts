/**
 * Numbers as columns of differences: what counts up or passes evenly takes hardly any room once it is compressed. Exact,
 * whatever the numbers are. Pure.
 */
import { z } from 'zod';

/** A power of two, so that times on this grid add up without rounding: 8 µs, below what any echo can tell apart. */
const TICKS_PER_MS = 128;
/** Up to here differences are whole as well. */
const MOST = 2 ** 52;

/** scale: differences are in parts of one; 0: these are the numbers themselves. */
export const columnSchema = z.union([
  z.strictObject({ scale: z.literal([1, TICKS_PER_MS]), steps: z.array(z.int()) }),
  z.strictObject({ scale: z.literal(0), steps: z.array(z.number()) }),
]);
export type Column = z.infer<typeof columnSchema>;

/** The next tick: a deadline that has come is still past. */
export function toTick(ms: number): number {
  return Math.ceil(ms * TICKS_PER_MS) / TICKS_PER_MS;
}

export function encodeColumn(values: readonly number[]): Column {
  for (const scale of [1, TICKS_PER_MS] as const) {
    const steps = stepsOf(values, scale);
    if (steps !== null) return { scale, steps };
  }
  return { scale: 0, steps: [...values] };
}

export function decodeColumn({ scale, steps }: Column): number[] {
  if (scale === 0) return steps;
  let sum = 0;
  return steps.map((step) => {
    sum += step;
    return sum / scale;
  });
}

function stepsOf(values: readonly number[], scale: number): number[] | null {
  const steps: number[] = [];
  let before = 0;
  for (const value of values) {
    const parts = value * scale;
    if (!Number.isInteger(parts) || Math.abs(parts) > MOST) return null;
    steps.push(parts - before);
    before = parts;
  }
  return steps;
}

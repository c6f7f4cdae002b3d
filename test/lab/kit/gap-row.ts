/**
 * What a game noticed of a fault. Whatever test hands one in has a line in the table at the end of its run, and its
 * file belongs to `npm run lab -- faults`.
 */
import { TestRunner } from 'vitest';

export interface GapRow {
  readonly fault: string;
  readonly path: string;
  /** Longest time without an answer in ms; where nobody plays yet, how long it took until all reached all. */
  readonly gapMs: number;
  /** What that has to stay below in ms. */
  readonly target: number | 'none lost';
  /** What else was counted. */
  readonly seen: string;
}

declare module 'vitest' {
  interface TaskMeta {
    gapRows?: GapRow[];
  }
}

/** Hands a line in from within a test; several tests and several files may. */
export function handInGap(row: GapRow): void {
  const test = TestRunner.getCurrentTest();
  if (test === undefined) throw new Error('a gap is measured within a test');
  const { meta } = test;
  meta.gapRows = [...(meta.gapRows ?? []), row];
}

/**
 * What a game noticed of a fault. Whatever test hands one in has a line in the table at the end of its run, and its
 * file belongs to `npm run lab -- faults`.
 */
import { TestRunner } from 'vitest';

export interface GapRow {
  readonly fault: string;
  readonly path: string;
  /** Longest time without an answer in ms; null: it was not counted, as where somebody joins. */
  readonly gapMs: number | null;
  /** What the gap, or the time that it took, has to stay below in ms. */
  readonly target: number | 'none lost';
  /** Which datagrams of how many were lost, or how long what was waited for took. */
  readonly seen?: string;
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

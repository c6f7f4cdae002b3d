/**
 * How long a test may take, in ms. Far above what any of them does: with two other processes on each core none fails for
 * being slow, and one that hangs still ends before its runner passes for hung (build/run.ts).
 */
export const FAST_TEST_MS = 180_000;
export const LAB_TEST_MS = 300_000;
export const HOOK_MS = 180_000;

/** How long a test waits for what has to come. It costs nothing where it comes. */
export const PATIENCE_MS = 60_000;

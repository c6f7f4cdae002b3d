import { availableParallelism } from 'node:os';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';
import { FAST_TEST_MS, HOOK_MS, LAB_TEST_MS, PATIENCE_MS } from './test/setup/limits.ts';

const seed = 'test/setup/fixed-seed.ts';
const patience = 'test/setup/patience.ts';

/** Vitest would leave one of two cores alone. */
const maxWorkers = Math.max(2, availableParallelism() - 1);

const limits = (test: number) => ({
  testTimeout: test,
  hookTimeout: HOOK_MS,
  expect: { poll: { timeout: PATIENCE_MS } },
});

const fast = { ...limits(FAST_TEST_MS), setupFiles: [seed, patience], maxWorkers };

/** These count single packets and milliseconds: each has the machine to itself, after all the others. */
const MEASURING = ['test/lab/{faults,joining,relays,link-tests,ten-joins,tunnel-heals}.test.ts'];

/** Needs root and real tools; each file makes and removes namespaces of its own, and mostly waits: three at once. */
const lab = {
  include: ['test/lab/**/*.test.ts'],
  exclude: MEASURING,
  ...limits(LAB_TEST_MS),
  setupFiles: [patience],
  maxWorkers: 3,
  sequence: { groupOrder: 1 },
};

export default defineConfig({
  test: {
    projects: [
      { test: { name: 'unit', include: ['test/unit/**/*.test.ts'], ...fast } },
      { test: { name: 'contract', include: ['test/contract/**/*.test.ts'], ...fast } },
      {
        plugins: [react()],
        test: {
          name: 'renderer',
          include: ['test/renderer/**/*.test.tsx'],
          environment: 'jsdom',
          ...fast,
          setupFiles: [seed, patience, 'test/setup/renderer-patience.ts'],
        },
      },
      { test: { name: 'lab', ...lab } },
      {
        test: {
          name: 'lab-alone',
          ...lab,
          include: MEASURING,
          exclude: [],
          maxWorkers: 1,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});

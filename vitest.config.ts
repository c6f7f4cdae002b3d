import { availableParallelism } from 'node:os';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

const seed = 'test/setup/fixed-seed.ts';
const patience = 'test/setup/patience.ts';

/** Vitest would leave one of two cores alone. */
const maxWorkers = Math.max(2, availableParallelism() - 1);

/** Far above what any of them takes: a slow machine fails none, and a test that hangs still ends. */
const fast = { testTimeout: 60_000, hookTimeout: 60_000, setupFiles: [seed, patience], maxWorkers };

/** These count single packets and milliseconds: each has the machine to itself, after all the others. */
const MEASURING = ['test/lab/{faults,relays,trials}.test.ts'];

/** Needs root and real tools; each file makes and removes namespaces of its own, and mostly waits: three at once. */
const lab = {
  include: ['test/lab/**/*.test.ts'],
  exclude: MEASURING,
  testTimeout: 120_000,
  hookTimeout: 60_000,
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

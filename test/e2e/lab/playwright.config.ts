import path from 'node:path';
import { defineConfig } from '@playwright/test';
import base from '../playwright.config.ts';

/** The specs play one party after the other with the same engines. */
export default defineConfig(base, {
  testDir: import.meta.dirname,
  testIgnore: [],
  outputDir: path.join(import.meta.dirname, '../../../test-results-lab'),
  workers: 1,
  fullyParallel: false,
});

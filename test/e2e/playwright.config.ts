import path from 'node:path';
import { defineConfig } from '@playwright/test';
import { chromiumPath } from '../../build/browser.ts';
import { LAB_TEST_MS, PATIENCE_MS } from '../setup/limits.ts';

const executablePath = chromiumPath();

export default defineConfig({
  testDir: import.meta.dirname,
  // Run by lab/run.ts, inside a lab.
  testIgnore: 'lab/**',
  outputDir: path.join(import.meta.dirname, '../../test-results'),
  // Two cores, and every test brings a server of its own.
  workers: 2,
  fullyParallel: true,
  timeout: LAB_TEST_MS,
  expect: { timeout: PATIENCE_MS },
  // As for the other suites: a second try, which the summary of `npm test` tells of.
  retries: 1,
  use: {
    viewport: { width: 1080, height: 720 },
    // A click on what never comes fails as soon as an expectation would.
    actionTimeout: PATIENCE_MS,
    trace: 'retain-on-failure',
    launchOptions: {
      ...(executablePath !== null && { executablePath }),
      // A quiet browser: it calls nobody, so that a machine without network gives the same result.
      args: [
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
});

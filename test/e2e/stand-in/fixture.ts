/** A desktop app of its own for each test; the report says whether Electron or the stand-in ran it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test as base } from '@playwright/test';
import { appKind, type LaunchedApp, launchApp } from './launch-app.ts';

interface Fixtures {
  readonly dataDir: string;
  readonly app: LaunchedApp;
}

interface WorkerFixtures {
  readonly announced: undefined;
}

export const test = base.extend<Fixtures, WorkerFixtures>({
  announced: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads what a fixture needs from this pattern.
    async ({}, use) => {
      console.log(
        appKind() === 'electron' ? 'The app runs on Electron.' : 'The app runs on the stand-in for Electron.',
      );
      await use(undefined);
    },
    { scope: 'worker', auto: true },
  ],
  // biome-ignore lint/correctness/noEmptyPattern: as above.
  dataDir: async ({}, use) => {
    const dataDir = mkdtempSync(path.join(tmpdir(), 'lanrage-app-'));
    await use(dataDir);
    rmSync(dataDir, { recursive: true, force: true });
  },
  app: async ({ dataDir }, use, { annotations }) => {
    const app = await launchApp({ env: { LANRAGE_DATA_DIR: dataDir } });
    annotations.push({ type: 'runs on', description: app.kind });
    await use(app);
    await app.close();
  },
});

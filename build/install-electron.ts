/** Gets Electron's runtime by its package's own command, which the package no longer runs at its installation. */
import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { electronRuntime } from './electron-runtime.ts';
import { run } from './run.ts';
import { root } from './tree.ts';

/** About 120 MB, in silence; a line that is slower than this is better used without waiting. */
const DOWNLOAD_LIMIT_MS = 5 * 60_000;
/** A machine that couldn't download it a moment ago shouldn't be kept waiting at every start. */
const RETRY_AFTER_MS = 24 * 60 * 60_000;
const failureNote = path.join(root, 'node_modules/.cache/lanrage/electron-download-failed');

/** Tries the download, once a day. @returns the program's path, or null when it can't be had. */
export async function installElectron(): Promise<string | null> {
  if (Date.now() - lastFailure() < RETRY_AFTER_MS) return null;
  console.log("Downloading Electron's runtime, once (about 120 MB) …");
  await run('install-electron', [], { output: 'capture', silenceMs: DOWNLOAD_LIMIT_MS });
  const runtime = electronRuntime();
  if (runtime === null) {
    mkdirSync(path.dirname(failureNote), { recursive: true });
    writeFileSync(failureNote, '`npm run setup:electron` tries it at once and says what is wrong.\n');
  }
  return runtime;
}

function lastFailure(): number {
  return statSync(failureNote, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/**
 * `npm start`: builds what changed and runs LANrage. On the desktop where Electron's runtime is there or can be had;
 * everywhere else the same app headless, shown by the browser. Arguments go to `lanrage up`.
 */
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildAll } from './bundles.ts';
import { electronRuntime } from './electron-runtime.ts';
import { installElectron } from './install-electron.ts';
import { root } from './tree.ts';

const args = process.argv.slice(2);
await buildAll();
if (!hasScreen()) {
  console.log('There is no screen here, so LANrage runs headless and is shown by a browser.');
  await runHeadless();
} else {
  const runtime = electronRuntime() ?? (await installElectron());
  if (runtime === null) {
    console.log(
      "Electron's runtime is not here and can't be downloaded, so LANrage runs headless, in your browser.",
    );
    await runHeadless();
  } else {
    runDesktop(runtime);
  }
}

function hasScreen(): boolean {
  if (process.platform !== 'linux') return true;
  return Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
}

/** In this process, so that Ctrl-C and signals reach it as they would reach the command itself. */
async function runHeadless(): Promise<void> {
  const cli = path.join(root, 'out/cli/lanrage.js');
  process.argv = [process.execPath, cli, 'up', ...args];
  await import(pathToFileURL(cli).href);
}

function runDesktop(runtime: string): void {
  // Chromium refuses its sandbox to root; the pages are the app's own and may do nothing anyway.
  const sandbox = process.platform === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const child = spawn(runtime, [...sandbox, root, ...args], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      // A terminal sends Ctrl-C to the whole group, so the child has had it already.
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
    });
  }
  child.on('error', (error) => {
    console.error(`Electron could not be started: ${error.message}`);
    process.exit(1);
  });
  child.on('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal ?? 'SIGTERM']));
}

/** Electron's entry: builds the parts and hands them to the desktop. */
import { homedir } from 'node:os';
import path from 'node:path';
import { app } from 'electron';
import { registerAppScheme } from './app/app-protocol.ts';
import { explainFault, runDesktop } from './app/desktop.ts';
import { startEngine } from './app/start-engine.ts';
import { dataDirectory } from './base/data-directory.ts';
import { type Knobs, readKnobs } from './base/knobs.ts';
import { createConsoleSink } from './base/log/console-sink.ts';
import { createLog } from './base/log/create-log.ts';
import { createFileSink } from './base/log/file-sink.ts';
import { humanFormat } from './base/log/human-format.ts';
import { jsonFormat } from './base/log/json-format.ts';
import { createEngine } from './engine/engine.ts';

/** This file is out/main/main.js once it is built. */
const out = path.dirname(import.meta.dirname);

const knobs = readKnobs();
if (knobs.ok) {
  run(knobs.value);
} else {
  explainFault(knobs.fault);
  app.exit(1);
}

function run(knobs: Knobs): void {
  const { platform } = process;
  const isRoot = process.getuid?.() === 0;
  const dataDir = dataDirectory({ platform, isRoot, home: homedir(), knobs });
  // The single-instance lock belongs to this folder, so that there is one window for each engine's data.
  app.setPath('userData', path.join(dataDir, 'window'));
  registerAppScheme();
  if (!app.requestSingleInstanceLock()) {
    app.quit();
    return;
  }
  const console = createConsoleSink(humanFormat);
  const file = createFileSink({
    path: path.join(dataDir, 'logs', 'desktop.log'),
    format: jsonFormat,
    fallback: console,
  });
  const log = createLog({ level: knobs.logLevel ?? 'info', sinks: [console, file] });
  const helperScript = path.join(out, 'helper', 'helper.js');
  void runDesktop({
    startEngine: () =>
      startEngine(dataDir, () =>
        createEngine({ dataDir, host: 'desktop', version: app.getVersion(), helperScript, log }),
      ),
    rendererDir: path.join(out, 'renderer'),
    preload: path.join(out, 'preload', 'preload.cjs'),
    log,
  });
}

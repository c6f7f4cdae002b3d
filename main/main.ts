/** Electron's entry: builds the parts and hands them to the desktop. */
import { homedir } from 'node:os';
import path from 'node:path';
import { app, safeStorage } from 'electron';
import { registerAppScheme } from './app/app-protocol.ts';
import { explainFault, runDesktop } from './app/desktop.ts';
import { openKeySeal } from './app/key-seal.ts';
import { dataDirectory } from './base/data-directory.ts';
import { type Environment, readEnvironment } from './base/environment.ts';
import { openEngineLog } from './base/log/engine-log.ts';
import { followSettings } from './engine/follow-settings.ts';
import { openEngine } from './engine/open-engine.ts';

/** This file is out/main/main.js once it is built. */
const out = path.dirname(import.meta.dirname);

const environment = readEnvironment();
if (environment.ok) {
  run(environment.value);
} else {
  explainFault(environment.fault);
  app.exit(1);
}

function run(environment: Environment): void {
  const { platform } = process;
  const isRoot = process.getuid?.() === 0;
  const dataDir = dataDirectory({ platform, isRoot, home: homedir(), environment });
  // The single-instance lock belongs to this folder, so that there is one window for each engine's data.
  const stateDir = path.join(dataDir, 'window');
  app.setPath('userData', stateDir);
  registerAppScheme();
  if (!app.requestSingleInstanceLock()) {
    app.quit();
    return;
  }
  const engineLog = openEngineLog(dataDir, environment.logLevel);
  const { log, recent: recentLog } = engineLog;
  const helperScript = path.join(out, 'helper', 'helper.js');
  void runDesktop({
    dataDir,
    stateDir,
    configDir: app.getPath('appData'),
    argv: process.argv,
    async createEngine() {
      const version = app.getVersion();
      const { proxies, publicPlaces } = environment;
      const engine = await openEngine({
        dataDir,
        host: 'desktop',
        version,
        helperScript,
        log,
        recentLog,
        proxies,
        publicPlaces,
        keySeal: openKeySeal({ safeStorage, platform, isWanted: environment.keyStore, log }),
      });
      return engine.ok ? followSettings(engine.value, engineLog) : engine;
    },
    rendererDir: path.join(out, 'renderer'),
    preload: path.join(out, 'preload', 'preload.cjs'),
    log,
  });
}

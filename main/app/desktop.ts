/** The desktop app from `ready` to its end: one engine, one window, and the order in which they come and go. */
import { randomUUID } from 'node:crypto';
import { app, dialog, session } from 'electron';
import { explain } from '../../shared/faults/advice.ts';
import { type Fault, fault } from '../../shared/faults/fault.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import { chooseLanguage } from '../../shared/texts/language.ts';
import type { Log } from '../base/log/log.ts';
import { readStaticFiles } from '../base/page/static-files.ts';
import type { Engine } from '../engine/engine-contract.ts';
import { answerCalls, pushEvents } from '../ipc/electron-ipc.ts';
import { hostEngine } from '../ipc/host-engine.ts';
import { MetricsServer } from '../prometheus/metrics-server.ts';
import { APP_ORIGIN, APP_URL, serveApp } from './app-protocol.ts';
import { HIDDEN_ARGUMENT } from './autostart.ts';
import { claimLinks, onLink } from './deep-link.ts';
import { lockDown, lockSession } from './lock-down.ts';
import { furnishDesktop } from './shell.ts';
import { stopBeforeQuit } from './stop-before-quit.ts';
import { createWindow } from './window.ts';

export interface DesktopOptions {
  readonly dataDir: string;
  /** Of the window: its place, caches, the system's own files. */
  readonly stateDir: string;
  /** Where the desktop keeps its users' settings, e.g. ~/.config. */
  readonly configDir: string;
  readonly argv: readonly string[];
  /** Makes the engine behind the window; called once the data directory is this process's alone. */
  createEngine(): Promise<Result<Engine>>;
  /** The built renderer. */
  readonly rendererDir: string;
  /** The built preload. */
  readonly preload: string;
  readonly log: Log;
}

/** Runs the app. To be called before `ready`, by the process that holds the single-instance lock. */
export async function runDesktop(options: DesktopOptions): Promise<void> {
  const { log } = options;
  lockDown(log);
  claimLinks();
  // What is asked for while the window is being made waits for it.
  let goTo: ((link: string) => void) | null = null;
  let early: string | null = null;
  onLink(options.argv, (link) => {
    if (goTo === null) early = link;
    else goTo(link);
  });
  await app.whenReady();
  const opened = await open(options).catch((error: unknown) => {
    const reference = randomUUID().slice(0, 8);
    log.error('start failed unexpectedly', { reference, error });
    return fail(fault('engine.unexpected', { reference }));
  });
  if (!opened.ok) {
    explainFault(opened.fault);
    app.exit(1);
    return;
  }
  goTo = opened.value.openInvite;
  if (early !== null) goTo(early);
}

/** Shows why the app cannot start, in the words that the rest of the app uses, and waits until it was read. */
export function explainFault(fault: Fault): void {
  // No settings are open yet, so it is the system's language, which Electron knows once it is ready.
  const preferred = app.isReady() ? app.getPreferredSystemLanguages() : [];
  const { title, text } = explain(fault, chooseLanguage('system', preferred));
  dialog.showErrorBox(title, text);
}

async function open({
  dataDir,
  stateDir,
  configDir,
  argv,
  createEngine,
  rendererDir,
  preload,
  log,
}: DesktopOptions): Promise<Result<{ openInvite(link: string): void }>> {
  const files = await readStaticFiles(rendererDir);
  if (!files.ok) return files;
  const hosted = await hostEngine({
    dataDir,
    createEngine,
    // The window is none of them: it outlives the engine by a moment, and closes when the app quits.
    openFace: async (engine, dispatcher) =>
      ok(await MetricsServer.open(engine, { dispatcher, dataDir, log })),
    onStopAsked: () => app.quit(),
    log,
  });
  if (!hosted.ok) return hosted;
  const { engine, dispatcher } = hosted.value;
  stopBeforeQuit(hosted.value, log);

  serveApp(files.value);
  lockSession(session.defaultSession, log);
  answerCalls(dispatcher, APP_ORIGIN, log);
  const devTools = !app.isPackaged;
  const hidden = argv.includes(HIDDEN_ARGUMENT);
  const window = createWindow({ preload, devTools, stateDir, hidden, log });
  pushEvents(engine, window);
  const furnished = await furnishDesktop({ engine, window, configDir, devTools, log });
  if (!furnished.ok) return furnished;
  await window.loadURL(APP_URL);
  return furnished;
}

/** The desktop app from `ready` to its end: one engine, one window, and the order in which they come and go. */
import { randomUUID } from 'node:crypto';
import { app, type BrowserWindow, dialog, session } from 'electron';
import { explain } from '../../shared/faults/advice.ts';
import { type Fault, fault } from '../../shared/faults/fault.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import type { Log } from '../base/log/log.ts';
import { readStaticFiles } from '../base/page/static-files.ts';
import type { Engine } from '../engine/face.ts';
import { answerCalls, pushEvents } from '../ipc/electron-ipc.ts';
import { type Face, hostEngine } from '../ipc/host-engine.ts';
import { APP_ORIGIN, APP_URL, serveApp } from './app-protocol.ts';
import { lockDown, lockSession } from './lock-down.ts';
import { stopBeforeQuit } from './stop-before-quit.ts';
import { bringToFront, createWindow } from './window.ts';

export interface DesktopOptions {
  readonly dataDir: string;
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
  app.on('window-all-closed', () => app.quit());
  await app.whenReady();
  const opened = await open(options).catch((error: unknown) => {
    const reference = randomUUID().slice(0, 8);
    log.error('start failed unexpectedly', { reference, error });
    return fail(fault('engine.unexpected', { reference }));
  });
  if (opened.ok) {
    app.on('second-instance', () => bringToFront(opened.value));
    return;
  }
  explainFault(opened.fault);
  app.exit(1);
}

/** Shows why the app cannot start, in the words that the rest of the app uses, and waits until it was read. */
export function explainFault(fault: Fault): void {
  const { title, text } = explain(fault);
  dialog.showErrorBox(title, text);
}

/** The window outlives the engine by a moment: it closes when the app quits. */
const WINDOW: Face = { close: async () => undefined };

async function open({
  dataDir,
  createEngine,
  rendererDir,
  preload,
  log,
}: DesktopOptions): Promise<Result<BrowserWindow>> {
  const files = await readStaticFiles(rendererDir);
  if (!files.ok) return files;
  const hosted = await hostEngine({
    dataDir,
    createEngine,
    openFace: async () => ok(WINDOW),
    onStopAsked: () => app.quit(),
    log,
  });
  if (!hosted.ok) return hosted;
  const { engine, dispatcher } = hosted.value;
  stopBeforeQuit(hosted.value, log);

  serveApp(files.value);
  lockSession(session.defaultSession, log);
  answerCalls(dispatcher, APP_ORIGIN, log);
  const window = createWindow({ preload, devTools: !app.isPackaged });
  pushEvents(engine, window);
  await window.loadURL(APP_URL);
  return ok(window);
}

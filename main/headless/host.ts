/** An engine without a screen: reached through its local socket and by a browser. */
import { randomBytes } from 'node:crypto';
import { settingDefaults } from '../../shared/model/settings/registry.ts';
import { ok, type Result } from '../../shared/result.ts';
import type { Log } from '../base/log/log.ts';
import type { Engine } from '../engine/engine-contract.ts';
import type { Dispatcher } from '../ipc/dispatch.ts';
import { hostEngine } from '../ipc/host-engine.ts';
import { type BrowserServer, serveBrowser } from './browser.ts';

export interface HeadlessOptions {
  readonly dataDir: string;
  /** Called once the data directory exists and is this process's alone. */
  createEngine(): Promise<Result<Engine>>;
  /** The built renderer. */
  readonly rendererDir: string;
  /** Lets the system choose the browser's port where the one of the settings is taken. */
  readonly fallbackToAny?: boolean;
  readonly log: Log;
}

export interface HeadlessHost {
  readonly browser: BrowserServer;
  readonly engine: Engine;
  /** Takes everything down in order. Called again, it waits for the same end. */
  stop(): Promise<void>;
  /** Resolves at the end, whoever asked for it: `stop`, or a client of the socket. */
  readonly stopped: Promise<void>;
}

/**
 * Hosts an engine and serves the browser; a failure takes down what was built before it.
 * @fault serve.port-taken @fault storage.unreadable - the renderer is not built. Faults of `hostEngine`.
 */
export async function runHeadless(options: HeadlessOptions): Promise<Result<HeadlessHost>> {
  const { dataDir, log } = options;
  const hosted = await hostEngine({
    dataDir,
    createEngine: () => options.createEngine(),
    openFace: (engine, dispatcher) => openBrowser(engine, dispatcher, options),
    onStopAsked: (stop) => void stop(),
    log,
  });
  if (!hosted.ok) return hosted;
  const { engine, server: browser, stop, stopped } = hosted.value;
  log.info('engine is up', { dataDir, port: browser.port });
  return ok({ browser, engine, stop, stopped });
}

async function openBrowser(
  engine: Engine,
  dispatcher: Dispatcher,
  { dataDir, rendererDir, fallbackToAny = false, log }: HeadlessOptions,
): Promise<Result<BrowserServer>> {
  const settings = await engine.handlers.getSettings({});
  if (!settings.ok) return settings;
  const token = randomBytes(32).toString('base64url');
  const port = settings.value.apiPort;
  // Nobody chose the default: where another user of this machine has it, any will do.
  const isChosen = port !== settingDefaults.apiPort;
  const opened = await serveBrowser({
    engine,
    dispatcher,
    dataDir,
    rendererDir,
    port,
    fallbackToAny: fallbackToAny || !isChosen,
    token,
    log,
  });
  if (opened.ok && opened.value.port !== port) log.info('another port for the browser', { taken: port });
  return opened;
}

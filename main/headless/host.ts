/** An engine without a screen: one a data directory, reached through its local socket and by a browser. */
import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import { fault } from '../../shared/faults/fault.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import { type InstanceLock, lockInstance } from '../base/instance-lock.ts';
import type { Log } from '../base/log/log.ts';
import { ensureOwnerOnlyDirectory } from '../base/owner-only-file.ts';
import type { Engine } from '../engine/face.ts';
import { createDispatcher, type Dispatcher } from '../ipc/dispatch.ts';
import { type BrowserFace, serveBrowser } from './browser.ts';
import { type SocketFace, serveSocket } from './socket.ts';
import { socketPathOf } from './socket-path.ts';

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
  readonly browser: BrowserFace;
  /** Takes everything down in order. Called again, it waits for the same end. */
  stop(): Promise<void>;
  /** Resolves at the end, whoever asked for it: `stop`, or a client of the socket. */
  readonly stopped: Promise<void>;
}

/** What has to be taken down, in the order in which it was built. */
interface Built {
  readonly lock: InstanceLock;
  readonly engine: Engine;
  socket?: SocketFace;
  browser?: BrowserFace;
}

/**
 * Locks the data directory, starts its engine and opens both faces; a failure takes down what was built before it.
 * @fault engine.already-running - another engine holds the data directory. @fault serve.port-taken @fault storage.full
 * @fault storage.unwritable @fault storage.unreadable - the renderer is not built. Faults of the engine's start.
 */
export async function runHeadless(options: HeadlessOptions): Promise<Result<HeadlessHost>> {
  const dataDir = resolve(options.dataDir);
  const directory = await ensureOwnerOnlyDirectory(dataDir);
  if (!directory.ok) return directory;
  const lock = lockInstance(dataDir);
  if (!lock.ok) return lock;
  const engine = await options.createEngine();
  if (!engine.ok) {
    lock.value.release();
    return engine;
  }

  const built: Built = { lock: lock.value, engine: engine.value };
  const end = Promise.withResolvers<void>();
  let stopping: Promise<void> | null = null;
  const stop = (): Promise<void> => {
    stopping ??= takeDown(built, options.log).finally(end.resolve);
    return stopping;
  };
  const dispatcher = refusingWhile(
    () => stopping !== null,
    createDispatcher(engine.value.handlers, options.log),
    dataDir,
  );
  const opened = await open(built, dispatcher, { ...options, dataDir }, () => void stop());
  if (!opened.ok) {
    await stop();
    return opened;
  }
  options.log.info('engine is up', { dataDir, port: opened.value.port });
  return ok({ browser: opened.value, stop, stopped: end.promise });
}

/** Opens the socket last: whoever can reach it finds everything ready. */
async function open(
  built: Built,
  dispatcher: Dispatcher,
  { dataDir, rendererDir, fallbackToAny = false, log }: HeadlessOptions,
  onStop: () => void,
): Promise<Result<BrowserFace>> {
  const { engine } = built;
  const started = await engine.start();
  if (!started.ok) return started;
  const settings = await engine.handlers.getSettings({});
  if (!settings.ok) return settings;

  const token = randomBytes(32).toString('base64url');
  const port = settings.value.apiPort;
  const shared = { engine, dispatcher, log };
  const browser = await serveBrowser({ ...shared, rendererDir, port, fallbackToAny, token });
  if (!browser.ok) return browser;
  built.browser = browser.value;
  const socket = await serveSocket({ ...shared, path: socketPathOf(dataDir), onStop });
  if (!socket.ok) return socket;
  built.socket = socket.value;
  return browser;
}

/**
 * The order matters to whoever waits at the socket: once it hangs up, the tunnel is gone, the next engine may lock the
 * data directory, and nothing of this one can remove that engine's socket.
 */
async function takeDown({ lock, engine, socket, browser }: Built, log: Log): Promise<void> {
  try {
    await browser?.close();
    await engine.stop();
  } catch (error) {
    log.error('engine did not stop in order', { error });
  }
  socket?.unlisten();
  lock.release();
  socket?.hangUp();
  log.info('engine is down');
}

/** Calls that come while the engine goes down would find half of it. */
function refusingWhile(stopping: () => boolean, dispatcher: Dispatcher, dataDir: string): Dispatcher {
  return {
    call: async (name, input) =>
      stopping() ? fail(fault('engine.not-running', { dataDir })) : dispatcher.call(name, input),
  };
}

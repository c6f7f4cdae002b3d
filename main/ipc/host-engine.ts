/** One engine a data directory, and its local socket: what every host of an engine has, with a window or without. */
import { resolve } from 'node:path';
import { fault } from '../../shared/faults/fault.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import { type InstanceLock, lockInstance } from '../base/instance-lock.ts';
import type { Log } from '../base/log/log.ts';
import { ensureOwnerOnlyDirectory } from '../base/owner-only-file.ts';
import type { Engine } from '../engine/engine-contract.ts';
import { createDispatcher, type Dispatcher } from './dispatch.ts';
import { type SocketServer, serveSocket } from './socket.ts';
import { socketPathOf } from './socket-path.ts';

/** What a host opens beside the socket. */
export interface EngineServer {
  /** Called before the engine is stopped. */
  close(): Promise<void>;
}

export interface HostOptions<F extends EngineServer> {
  readonly dataDir: string;
  /** Called once the data directory exists and is this process's alone. */
  createEngine(): Promise<Result<Engine>>;
  /** Called once the engine has started. */
  openFace(engine: Engine, dispatcher: Dispatcher): Promise<Result<F>>;
  /** A client of the socket wants all of this to end, which `stop` is a part of. */
  onStopAsked(stop: () => Promise<void>): void;
  readonly log: Log;
}

export interface HostedEngine<F extends EngineServer> {
  readonly engine: Engine;
  /** Answers engine.not-running from the moment on that the engine stops. */
  readonly dispatcher: Dispatcher;
  readonly server: F;
  /** Takes everything down in order. Called again, it waits for the same end. */
  stop(): Promise<void>;
  /** Resolves at the end, whoever asked for it. */
  readonly stopped: Promise<void>;
}

/** What has to be taken down, in the order in which it was built. */
interface Built {
  readonly lock: InstanceLock;
  readonly engine: Engine;
  server?: EngineServer;
  socket?: SocketServer;
}

/**
 * Locks the data directory, starts its engine, opens the host's page and the socket; a failure takes down what was
 * built before it. @fault engine.already-running - another engine holds the data directory. @fault storage.full
 * @fault storage.unwritable. Faults of the engine's start and of the page.
 */
export async function hostEngine<F extends EngineServer>(
  options: HostOptions<F>,
): Promise<Result<HostedEngine<F>>> {
  const { log } = options;
  const dataDir = resolve(options.dataDir);
  const directory = await ensureOwnerOnlyDirectory(dataDir);
  if (!directory.ok) return directory;
  const lock = lockInstance(dataDir);
  if (!lock.ok) return lock;
  if (lock.value.wasDamaged) log.warn('the lock file was damaged and has been emptied');
  const created = await options.createEngine();
  if (!created.ok) {
    lock.value.release();
    return created;
  }

  const engine = created.value;
  const built: Built = { lock: lock.value, engine };
  const end = Promise.withResolvers<void>();
  let stopping: Promise<void> | null = null;
  const stop = (): Promise<void> => {
    stopping ??= takeDown(built, log).finally(end.resolve);
    return stopping;
  };
  const isStopping = (): boolean => stopping !== null;
  const dispatcher = refusingWhile(isStopping, createDispatcher(engine.handlers, log), dataDir);
  const opened = await open(built, dispatcher, { ...options, dataDir }, stop);
  if (!opened.ok) {
    await stop();
    return opened;
  }
  return ok({ engine, dispatcher, server: opened.value, stop, stopped: end.promise });
}

/** Opens the socket last: whoever can reach it finds everything ready. */
async function open<F extends EngineServer>(
  built: Built,
  dispatcher: Dispatcher,
  { dataDir, openFace, onStopAsked, log }: HostOptions<F>,
  stop: () => Promise<void>,
): Promise<Result<F>> {
  const { engine } = built;
  const started = await engine.start();
  if (!started.ok) return started;
  const server = await openFace(engine, dispatcher);
  if (!server.ok) return server;
  built.server = server.value;
  const onStop = (): void => onStopAsked(stop);
  const socket = await serveSocket({ engine, dispatcher, path: socketPathOf(dataDir), onStop, log });
  if (!socket.ok) return socket;
  built.socket = socket.value;
  return server;
}

/**
 * The order matters to whoever waits at the socket: once it hangs up, the tunnel is gone, the next engine may lock the
 * data directory, and nothing of this one can remove that engine's socket.
 */
async function takeDown({ lock, engine, server, socket }: Built, log: Log): Promise<void> {
  try {
    await server?.close();
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

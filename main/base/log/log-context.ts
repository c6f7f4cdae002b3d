import { AsyncLocalStorage } from 'node:async_hooks';

/** What a line is about, across all that happens for it. Ids only, never names. */
export interface LogContext {
  readonly peer?: string;
  readonly party?: string;
  readonly session?: string;
  readonly correlation?: string;
}

const storage = new AsyncLocalStorage<LogContext>();

/** Runs `fn` so that each line logged in it, and in whatever it starts, carries the context. Contexts nest. */
export function withLogContext<T>(context: LogContext, fn: () => T): T {
  return storage.run({ ...storage.getStore(), ...context }, fn);
}

/** The context of the running async chain; empty outside of any. */
export function currentLogContext(): LogContext {
  return storage.getStore() ?? {};
}

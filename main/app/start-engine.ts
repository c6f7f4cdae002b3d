import { ok, type Result } from '../../shared/result.ts';
import { lockInstance } from '../base/instance-lock.ts';
import { ensureOwnerOnlyDirectory } from '../base/owner-only-file.ts';
import type { Engine } from '../engine/face.ts';

/**
 * Locks the data directory and starts its engine; stopping the engine lets another one have the directory.
 * @fault engine.already-running - e.g. `lanrage up` holds it. @fault storage.full @fault storage.unwritable
 * Faults of the engine's start.
 */
export async function startEngine(
  dataDir: string,
  createEngine: () => Promise<Result<Engine>>,
): Promise<Result<Engine>> {
  const directory = await ensureOwnerOnlyDirectory(dataDir);
  if (!directory.ok) return directory;
  const lock = lockInstance(dataDir);
  if (!lock.ok) return lock;
  const engine = await createStarted(createEngine);
  if (!engine.ok) {
    lock.value.release();
    return engine;
  }
  const { value } = engine;
  return ok({
    handlers: value.handlers,
    on: (name, listener) => value.on(name, listener),
    start: () => value.start(),
    stop: () => value.stop().finally(() => lock.value.release()),
  });
}

async function createStarted(createEngine: () => Promise<Result<Engine>>): Promise<Result<Engine>> {
  const engine = await createEngine();
  if (!engine.ok) return engine;
  const started = await engine.value.start();
  if (started.ok) return engine;
  await engine.value.stop();
  return started;
}

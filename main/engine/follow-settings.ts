import type { Handlers } from '../../shared/ipc/api.ts';
import type { Settings, SettingsPatch } from '../../shared/model/settings.ts';
import { ok, type Result } from '../../shared/result.ts';
import type { EngineLog } from '../base/log/engine-log.ts';
import type { Engine } from './engine-contract.ts';

/**
 * Has the log follow the engine's settings, from now on and at each change. The engine is stopped where it has none.
 * @fault storage.unreadable and whatever else keeps the settings from being read.
 */
export async function followSettings(engine: Engine, log: EngineLog): Promise<Result<Engine>> {
  const settings = await engine.handlers.getSettings({});
  if (!settings.ok) {
    await engine.stop();
    return settings;
  }
  log.follow(settings.value);
  const updateSettings = async (patch: SettingsPatch): Promise<Result<Settings>> => {
    const changed = await engine.handlers.updateSettings(patch);
    if (changed.ok) log.follow(changed.value);
    return changed;
  };
  const handlers: Handlers = { ...engine.handlers, updateSettings };
  return ok({
    handlers,
    on: (name, listener) => engine.on(name, listener),
    start: () => engine.start(),
    wake: () => engine.wake(),
    stop: () => engine.stop(),
  });
}

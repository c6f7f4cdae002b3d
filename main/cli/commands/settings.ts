import type { LanrageApi } from '../../../shared/ipc/api.ts';
import { settingNames } from '../../../shared/model/settings/registry.ts';
import { effectOf } from '../../../shared/model/settings/waiting.ts';
import type { Settings, SettingsPatch } from '../../../shared/model/settings.ts';
import { ok, type Result } from '../../../shared/result.ts';
import { lockInstance } from '../../base/instance-lock.ts';
import { connectEngine } from '../../headless/connect-engine.ts';
import { type Command, done, failed } from '../command.ts';
import { explainSetting } from '../explain-setting.ts';
import { parseSettings, settingWords } from '../settings-words.ts';
import { withStoredSettings } from '../stored-settings.ts';
import { type SettingsReport, settingsText } from '../text/settings-text.ts';

export const settings: Command = {
  name: 'settings',
  operands: '[KEY=VALUE …]',
  maxOperands: Number.POSITIVE_INFINITY,
  words: settingWords(),
  summary: 'Show the settings, or change some',
  details:
    'All of the changes are made or none. LANrage need not be running. "none" empties a setting that may be empty. Where something runs that was made with another value, a change waits, and the list says for what.',
  listing: {
    title: 'Settings',
    rows: settingNames.map((name) => {
      const { what, values, initially, takesEffect } = explainSetting(name);
      return [name, `${what} Values: ${values}; default: ${initially}. ${takesEffect}`];
    }),
  },
  options: { apply: { text: 'Bring what waits into force now: the tunnel or the party is made anew' } },
  async run(args, { dataDir }) {
    const patch = parseSettings(args.operands);
    if (!patch.ok) return failed(patch.fault);
    const wanted = args.operands.length === 0 ? null : patch.value;
    const connection = await connectEngine(dataDir);
    let result: Result<SettingsReport>;
    if (connection.ok) {
      const { api, close } = connection.value;
      result = await changeRunning(api, wanted, args.has('apply'));
      close();
    } else if (connection.fault.code === 'engine.not-running') {
      result = await changeStored(dataDir, wanted);
    } else {
      result = connection;
    }
    if (!result.ok) return failed(result.fault);
    const { settings, waiting, applied } = result.value;
    return done({ json: { ...settings, waiting, applied }, text: settingsText(result.value) });
  },
};

async function changeRunning(
  api: LanrageApi,
  patch: SettingsPatch | null,
  applies: boolean,
): Promise<Result<SettingsReport>> {
  const changed = patch === null ? await api.getSettings({}) : await api.updateSettings(patch);
  if (!changed.ok) return changed;
  const applying = applies ? await api.applyWaiting({}) : null;
  if (applying?.ok === false) return applying;
  const snapshot = await api.getSnapshot({});
  if (!snapshot.ok) return snapshot;
  const { waiting, party } = snapshot.value;
  const saved = settingNames
    .filter((name) => patch?.[name] !== undefined)
    .map((name) => ({ name, effect: effectOf(name, { waiting, party }) }));
  return ok({ settings: changed.value, waiting, saved, applied: applying?.value.applied ?? null });
}

/** Nothing waits where nothing runs. */
async function changeStored(dataDir: string, patch: SettingsPatch | null): Promise<Result<SettingsReport>> {
  const changed = await withStoredSettings(dataDir, (store): Result<Settings> => {
    if (patch === null) return ok(store.get());
    const lock = lockInstance(dataDir);
    if (!lock.ok) return lock;
    try {
      return store.update(patch);
    } finally {
      lock.value.release();
    }
  });
  return changed.ok ? ok({ settings: changed.value, waiting: [], saved: [], applied: null }) : changed;
}

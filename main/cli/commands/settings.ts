import { settingNames } from '../../../shared/model/settings/registry.ts';
import type { Settings, SettingsPatch } from '../../../shared/model/settings.ts';
import { ok, type Result } from '../../../shared/result.ts';
import { lockInstance } from '../../base/instance-lock.ts';
import { connectEngine } from '../../headless/connect-engine.ts';
import { type Command, done, failed } from '../command.ts';
import { explainSetting } from '../explain-setting.ts';
import { formatSettings, parseSettings, settingWords } from '../settings-words.ts';
import { withStoredSettings } from '../stored-settings.ts';

export const settings: Command = {
  name: 'settings',
  operands: '[KEY=VALUE …]',
  maxOperands: Number.POSITIVE_INFINITY,
  words: settingWords(),
  summary: 'Show the settings, or change some',
  details:
    'All of the changes are made or none. LANrage need not be running. "none" empties a setting that may be empty.',
  listing: {
    title: 'Settings',
    rows: settingNames.map((name) => {
      const { what, values, initially, takesEffect } = explainSetting(name);
      return [name, `${what} Values: ${values}; default: ${initially}. ${takesEffect}`];
    }),
  },
  options: {},
  async run({ operands }, { dataDir }) {
    const patch = parseSettings(operands);
    if (!patch.ok) return failed(patch.fault);
    const wanted = operands.length === 0 ? null : patch.value;
    const connection = await connectEngine(dataDir);
    let result: Result<Settings>;
    if (connection.ok) {
      const { api, close } = connection.value;
      result = wanted === null ? await api.getSettings({}) : await api.updateSettings(wanted);
      close();
    } else if (connection.fault.code === 'engine.not-running') {
      result = await changeStored(dataDir, wanted);
    } else {
      result = connection;
    }
    return result.ok
      ? done({ json: result.value, text: formatSettings(result.value).join('\n') })
      : failed(result.fault);
  },
};

async function changeStored(dataDir: string, patch: SettingsPatch | null): Promise<Result<Settings>> {
  return withStoredSettings(dataDir, (store): Result<Settings> => {
    if (patch === null) return ok(store.get());
    const lock = lockInstance(dataDir);
    if (!lock.ok) return lock;
    try {
      return store.update(patch);
    } finally {
      lock.value.release();
    }
  });
}

import { describe, expect, it } from 'vitest';
import { switchedOn, thresholdOf, withThreshold } from '../../renderer/model/alert-rules.ts';
import { searchGroups, settingGroups, settingKinds } from '../../renderer/model/setting-groups.ts';
import { toSetting, toText } from '../../renderer/model/setting-text.ts';
import { CONTROL_DEFAULT_PORT } from '../../shared/control/messages.ts';
import { settingDefaults } from '../../shared/model/setting-defaults.ts';
import { settingsPatchSchema, settingsSchema } from '../../shared/model/settings.ts';

describe('the groups of settings', () => {
  it('hold every setting of the engine once', () => {
    const shown = settingGroups.flatMap(({ settings }) => settings);
    expect(shown.toSorted()).toEqual(Object.keys(settingsSchema.shape).toSorted());
  });

  it('know the defaults that the engine has', () => {
    expect(settingDefaults).toEqual(settingsSchema.parse({}));
    expect(settingDefaults.embeddedControlPort).toBe(CONTROL_DEFAULT_PORT);
  });

  it('are searched by all words in any order, and leave out groups without a match', () => {
    const wordsOf = (group: string, setting: string) => `${group} ${setting} hint`;
    const found = searchGroups(settingGroups, 'HINT  mtu', wordsOf);
    expect(found.map(({ name, settings }) => [name, settings])).toEqual([['network', ['mtu']]]);
    expect(searchGroups(settingGroups, 'nothing like it', wordsOf)).toEqual([]);
  });
});

describe('a written setting', () => {
  it('comes back from its text as it was', () => {
    for (const [name, kind] of Object.entries(settingKinds)) {
      if (kind !== 'text' && kind !== 'number' && kind !== 'lines') continue;
      const key = name as keyof typeof settingDefaults;
      expect(toSetting(kind, key, toText(settingDefaults[key])), name).toEqual(settingDefaults[key]);
    }
  });

  it('takes a comma for a point, and leaves what is no number for the engine to refuse', () => {
    expect(toSetting('number', 'ownCpuLimitPercent', '2,5')).toBe(2.5);
    const mtu = toSetting('number', 'mtu', 'many');
    expect(settingsPatchSchema.safeParse({ mtu }).success).toBe(false);
    expect(settingsPatchSchema.safeParse({ mtu: toSetting('number', 'mtu', ' ') }).success).toBe(false);
  });
});

describe('alert rules', () => {
  const rules = settingsSchema.parse({}).alertRules;

  it('are shown in the units that people use', () => {
    expect([thresholdOf(rules, 'down'), thresholdOf(rules, 'loss'), thresholdOf(rules, 'jitter')]).toEqual([
      5,
      10,
      null,
    ]);
  });

  it('keep how long a thing must last when the threshold changes, and stay acceptable to the engine', () => {
    const changed = switchedOn(withThreshold(rules, 'latency', 80), 'quality');
    expect(settingsPatchSchema.safeParse({ alertRules: changed }).success).toBe(true);
    expect(changed.find(({ metric }) => metric === 'latency')).toMatchObject({ threshold: 80, forMs: 5000 });
    expect(thresholdOf(withThreshold(changed, 'latency', null), 'latency')).toBeNull();
  });
});

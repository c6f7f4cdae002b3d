import { afterEach, describe, expect, it } from 'vitest';
import { switchedOn, thresholdOf, withThreshold } from '../../renderer/model/alert-rules.ts';
import { searchGroups, shownGroups } from '../../renderer/model/setting-groups.ts';
import { hintOf, unsaidUnit } from '../../renderer/model/setting-hint.ts';
import { toSetting, toText } from '../../renderer/model/setting-text.ts';
import { engineStore } from '../../renderer/stores/engine-store.ts';
import { settingDefaults, settingNames, settingRecords } from '../../shared/model/settings/registry.ts';
import { settingsPatchSchema, settingsSchema } from '../../shared/model/settings.ts';

describe('the groups of settings', () => {
  it('hold every setting once in the desktop app, and elsewhere those that mean something there', () => {
    const shown = (desktop: boolean) => shownGroups(desktop).flatMap(({ settings }) => settings);
    expect(shown(true)).toEqual(settingNames);
    const elsewhere = ['startAtLogin', 'closeToTray', 'notifications', 'autoUpdate'];
    expect(shown(false)).toEqual(settingNames.filter((name) => !elsewhere.includes(name)));
  });

  it('are searched by all words in any order, and leave out groups without a match', () => {
    const wordsOf = (group: string, setting: string) => `${group} ${setting} hint`;
    const found = searchGroups(shownGroups(true), 'HINT  mtu', wordsOf);
    expect(found.map(({ name, settings }) => [name, settings])).toEqual([['network', ['mtu']]]);
    expect(searchGroups(shownGroups(true), 'nothing like it', wordsOf)).toEqual([]);
  });
});

describe('what is said beside a setting', () => {
  const speak = (language: 'en' | 'de') =>
    engineStore.setState({ settings: settingsSchema.parse({ language }) });
  afterEach(() => engineStore.setState({ settings: null }));

  it('is what it takes, what it does, and when a change takes effect', () => {
    expect(hintOf('mtu')).toBe(
      '576 to 9000 bytes. Smaller helps where games connect and then stall. Takes effect the next time the tunnel is created.',
    );
    expect(hintOf('interfaceName')).toBe('As your system lists it. Takes effect with the next party.');
    expect(hintOf('apiPort')).toMatch(/^0 to 65535\. .* Takes effect at the next start\.$/);
    expect(hintOf('stunServers')).toMatch(/^At most 4\. /);
    expect(hintOf('logLevel')).toMatch(/ Takes effect at once\.$/);
  });

  it('leaves out what goes without saying', () => {
    expect(hintOf('displayName')).toBe('What your friends see.');
    expect(hintOf('keepaliveSeconds')).toMatch(/^5 to 120\. /);
    expect(unsaidUnit('keepaliveSeconds')).toBe('');
  });

  it('is said in German, too', () => {
    speak('de');
    expect(hintOf('mtu')).toMatch(/^576 bis 9000 Byte\. .* Gilt, sobald der Tunnel neu angelegt wird\.$/);
    expect(hintOf('ownCpuLimitPercent')).toMatch(/^0,1 bis 100\. /);
    expect(settingNames.filter((name) => unsaidUnit(name) !== '')).toEqual(['mtu']);
  });
});

describe('a written setting', () => {
  it('comes back from its text as it was', () => {
    const written = settingNames.filter((name) =>
      ['text', 'number', 'lines'].includes(settingRecords[name].kind),
    );
    for (const name of written) {
      expect(toSetting(name, toText(settingDefaults[name])), name).toEqual(settingDefaults[name]);
    }
  });

  it('takes a comma for a point, and leaves what is no number for the engine to refuse', () => {
    expect(toSetting('ownCpuLimitPercent', '2,5')).toBe(2.5);
    const mtu = toSetting('mtu', 'many');
    expect(settingsPatchSchema.safeParse({ mtu }).success).toBe(false);
    expect(settingsPatchSchema.safeParse({ mtu: toSetting('mtu', ' ') }).success).toBe(false);
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

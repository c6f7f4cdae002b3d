import { describe, expect, it } from 'vitest';
import { CONTROL_DEFAULT_PORT } from '../../../../shared/control/messages.ts';
import {
  isSettingName,
  settingDefaults,
  settingNames,
  settingRecords,
} from '../../../../shared/model/settings/registry.ts';
import { settingsPatchSchema, settingsSchema } from '../../../../shared/model/settings.ts';
import { screenTexts } from '../../../../shared/texts/screens.ts';
import { settingsScreenTexts } from '../../../../shared/texts/settings-screen.ts';
import { anotherValue } from '../../../mocks/another-value.ts';

it('has a default for every setting', () => {
  expect(settingsSchema.parse({})).toEqual(settingDefaults);
  expect(settingDefaults).toMatchObject({
    interfaceName: 'lanrage0',
    subnet: '10.66.0.0/16',
    mtu: 1420,
    embeddedControlPort: CONTROL_DEFAULT_PORT,
  });
});

it('gives out defaults that nobody changes by accident', () => {
  settingsSchema.parse({}).stunServers.push('a.example:1');
  expect(settingsSchema.parse({}).stunServers).toEqual(settingDefaults.stunServers);
});

it('keeps a patch to what it names', () => {
  expect(settingsPatchSchema.parse({ mtu: 1300 })).toEqual({ mtu: 1300 });
  expect(Object.keys(settingsPatchSchema.shape)).toEqual(Object.keys(settingsSchema.shape));
});

it.each([
  { displayName: 'x'.repeat(41) },
  { displayName: 'turned \u202e round' },
  { controlServer: 'http://example.org' },
  { invitePage: 'http://example.org' },
  { invitePage: 'https://example.org/#join' },
  { interfaceName: 'eth0' },
  { subnet: '10.66.0.1/16' },
  { mtu: 575 },
  { apiPort: 65_536 },
  { logLevel: 'loud' },
  { stunServers: ['a.example'] },
  { stunServers: ['a.example:0'] },
  { stunServers: Array(5).fill('a.example:3478') },
  { rendezvousServers: ['mqtts://user:secret@broker.example.org'] },
  { rendezvousRelays: ['https://relay.example.org'] },
  { mtu: 1400.5 },
  { mtu: '1400' },
  { aggregationSeconds: 7 },
  { ownCpuLimitPercent: 0.05 },
  { theme: null },
  { portMapping: 'on' },
  { alertRules: [{ metric: 'luck' }] },
  { alertRules: Array(33).fill(settingDefaults.alertRules[0]) },
  { noSuchSetting: 1 },
])('refuses the patch %o', (patch) => {
  expect(settingsPatchSchema.safeParse(patch).success).toBe(false);
});

it.each([
  { displayName: '' },
  { displayName: 'Mara' },
  { controlServer: null },
  { invitePage: null },
  { invitePage: 'https://example.org/play?lang=en' },
  { controlServer: 'wss://play.example.org' },
  { interfaceName: 'lanrage12' },
  { stunServers: [] },
  { rendezvousServers: ['mqtts://broker.example.org', 'wss://play.example.org'] },
  { aggregationSeconds: 15 },
  { ownCpuLimitPercent: 2.5 },
  { language: 'de' },
  { alertRules: [] },
])('takes the patch %o as it is', (patch) => {
  expect(settingsPatchSchema.parse(patch)).toEqual(patch);
});

describe.each(settingNames)('the record of %s', (name) => {
  const record = settingRecords[name];
  const takes = (value: unknown) => settingsPatchSchema.safeParse({ [name]: value }).success;

  it('has a schema that takes what its kind says, and nothing beside it', () => {
    expect(takes(record.default)).toBe(true);
    expect(takes({})).toBe(false);
    switch (record.kind) {
      case 'switch':
        return expect([true, false, 1].map(takes)).toEqual([true, true, false]);
      case 'choice':
        return expect([...record.options, 'nonsense'].filter(takes)).toEqual(record.options);
      case 'number': {
        const { min, max } = record;
        expect([min - 0.01, min, max, max + 1].map(takes)).toEqual([false, true, true, false]);
        return expect(takes(min + 0.5)).toBe(record.fraction === true);
      }
      case 'text':
        return expect(['', null, '\u202e', 7].filter(takes)).toEqual(
          record.none === undefined ? [] : [record.none],
        );
      case 'lines':
      case 'alerts': {
        const [one] = record.default.length > 0 ? record.default : [anotherValue(name)].flat();
        const many = Array(record.atMost + 1).fill(one);
        return expect([many.slice(1), many, [7]].map(takes)).toEqual([true, false, false]);
      }
    }
  });

  it('has words in every language', () => {
    for (const language of ['en', 'de'] as const) {
      const { fields, takesEffect } = settingsScreenTexts(language);
      expect(fields[name].label).toMatch(/\S/);
      expect(fields[name].hint).toMatch(/[.…]$/);
      expect(takesEffect[record.takesEffect]).toMatch(/\.$/);
      if (record.kind !== 'choice') continue;
      const words: Readonly<Record<string, object>> = screenTexts(language).choices;
      expect(Object.keys(words[name] ?? {}).toSorted()).toEqual(record.options.toSorted());
    }
  });

  it('depends on a switch, if on anything', () => {
    if (record.dependsOn === undefined) return;
    expect(settingRecords[record.dependsOn].kind).toBe('switch');
  });
});

it('knows the names of settings from other words', () => {
  expect(['mtu', 'mut', 'toString'].map(isSettingName)).toEqual([true, false, false]);
});

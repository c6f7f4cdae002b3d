import { describe, expect, it } from 'vitest';
import { formatSetting, parseSettings } from '../../../main/cli/settings-words.ts';
import { explain } from '../../../shared/faults/advice.ts';
import { settingNames } from '../../../shared/model/settings/registry.ts';
import { settingsSchema } from '../../../shared/model/settings.ts';

describe('settings as words', () => {
  it('become a patch of what they name, and nothing else', () => {
    expect(parseSettings(['mtu=1380', 'displayName=007', 'controlServer=none'])).toEqual({
      ok: true,
      value: { mtu: 1380, displayName: '007', controlServer: null },
    });
  });

  it('may hold an equals sign, and may empty a text', () => {
    expect(parseSettings(['controlServer=ws://a.example/?x=1', 'displayName='])).toEqual({
      ok: true,
      value: { controlServer: 'ws://a.example/?x=1', displayName: '' },
    });
  });

  it('may be a list', () => {
    expect(parseSettings(['stunServers=a.example:3478,[2001:db8::1]:19302'])).toEqual({
      ok: true,
      value: { stunServers: ['a.example:3478', '[2001:db8::1]:19302'] },
    });
    expect(parseSettings(['stunServers=none'])).toEqual({ ok: true, value: { stunServers: [] } });
  });

  it('may be a list of rules, written as JSON', () => {
    const rule = { metric: 'jitter', threshold: 20, forMs: 5000, cooldownMs: 60_000 };
    expect(parseSettings([`alertRules=[${JSON.stringify(rule)}]`])).toEqual({
      ok: true,
      value: { alertRules: [rule] },
    });
    expect(parseSettings(['alertRules=none'])).toEqual({ ok: true, value: { alertRules: [] } });
  });

  it('may be true or false, and a name may be either too', () => {
    expect(parseSettings(['portMapping=false', 'displayName=true'])).toEqual({
      ok: true,
      value: { portMapping: false, displayName: 'true' },
    });
  });

  it.each([
    {},
    { portMapping: false },
    { stunServers: [] },
    { stunServers: ['a.example:1'] },
    { alertRules: [] },
  ])('read back as they were written: %o', (more) => {
    const settings = settingsSchema.parse({ displayName: 'Mara', mtu: 1300, ...more });
    expect(parseSettings(settingNames.map((name) => formatSetting(name, settings)))).toEqual({
      ok: true,
      value: settings,
    });
  });

  it.each([
    ['mut=1380', 'mut', 'perhaps you mean mtu'],
    ['toString=1', 'toString', 'there is no such setting'],
    ['=1', '=1', 'there is no such setting'],
    ['mtu', 'mtu', 'write it as mtu=value'],
    ['mtu=', 'mtu', 'number'],
    ['mtu=12', 'mtu', '576'],
    ['mtu=99999', 'mtu', '9000'],
    ['interfaceName=eth0', 'interfaceName', 'a name like lanrage0'],
    ['alertRules=[{"metric":"luck"}]', 'alertRules', '0.metric: '],
    ['aggregationSeconds=7', 'aggregationSeconds', 'it must divide 60'],
    ['stunServers=a.example', 'stunServers', 'as host:port'],
    ['controlServer=http://a.example', 'controlServer', 'no ws:// or wss:// address'],
  ])('refuse %s and say why', (word, key, told) => {
    const refused = parseSettings(['wireguardPort=1', word]);
    if (refused.ok) throw new Error('taken');
    expect(refused.fault.args.key).toBe(key);
    expect(explain(refused.fault).text).toContain(told);
  });
});

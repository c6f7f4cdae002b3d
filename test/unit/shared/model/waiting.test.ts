import { expect, it } from 'vitest';
import { settingNames, settingRecords } from '../../../../shared/model/settings/registry.ts';
import { partOf, waiting } from '../../../../shared/model/settings/waiting.ts';
import { settingsSchema } from '../../../../shared/model/settings.ts';

const before = settingsSchema.parse({});
const inForce = { ...partOf(before, 'start'), ...partOf(before, 'party'), ...partOf(before, 'tunnel') };

it('is nothing while the settings are those that all was made with', () => {
  expect(waiting(before, inForce)).toEqual([]);
});

it('is what differs from what is in force, in the order of the registry', () => {
  const changed = { ...before, mtu: 1300, interfaceName: 'lanrage7', apiPort: 0, controlServer: 'ws://a:1' };
  expect(waiting(changed, inForce)).toEqual(['controlServer', 'apiPort', 'interfaceName', 'mtu']);
});

it('is none of what takes effect at once', () => {
  const changed = { ...before, displayName: 'Mara', theme: 'dark', logLevel: 'trace' } as const;
  expect(waiting(changed, inForce)).toEqual([]);
});

it('is nothing that waits for what does not run', () => {
  const changed = { ...before, mtu: 1300, keepaliveSeconds: 30, apiPort: 0 };
  expect(waiting(changed, {})).toEqual([]);
  expect(waiting(changed, partOf(before, 'start'))).toEqual(['apiPort']);
  expect(waiting(changed, { ...partOf(before, 'start'), ...partOf(before, 'party') })).toEqual([
    'apiPort',
    'keepaliveSeconds',
  ]);
});

it('ends when what waits was made again, or the setting is what it was', () => {
  const changed = { ...before, mtu: 1300, keepaliveSeconds: 30 };
  expect(waiting(changed, { ...inForce, ...partOf(changed, 'tunnel') })).toEqual(['keepaliveSeconds']);
  expect(waiting({ ...changed, mtu: before.mtu, keepaliveSeconds: 25 }, inForce)).toEqual([]);
});

it('compares lists by what is in them, and none with some', () => {
  expect(waiting({ ...before, stunServers: [...before.stunServers] }, inForce)).toEqual([]);
  expect(waiting({ ...before, stunServers: [] }, inForce)).toEqual(['stunServers']);
  const named = { ...before, controlServer: 'ws://a:1' };
  expect(waiting(before, partOf(named, 'party'))).toEqual(['controlServer']);
});

it('can be any setting that does not take effect at once, each for one thing', () => {
  const delayed = settingNames.filter((name) => settingRecords[name].takesEffect !== 'now');
  expect(Object.keys(inForce).toSorted()).toEqual(delayed.toSorted());
  expect(Object.keys(partOf(before, 'tunnel'))).toEqual(['mtu', 'wireguardPort']);
});

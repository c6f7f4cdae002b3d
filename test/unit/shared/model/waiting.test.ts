import { expect, it } from 'vitest';
import { settingNames, settingRecords } from '../../../../shared/model/settings/registry.ts';
import {
  canApply,
  effectOf,
  type InForce,
  moments,
  partOf,
  waiting as waitingSettings,
} from '../../../../shared/model/settings/waiting.ts';
import { type Settings, settingsSchema } from '../../../../shared/model/settings.ts';

const before = settingsSchema.parse({});
const waiting = (settings: Settings, made: InForce) =>
  waitingSettings(settings, made).map(({ name }) => name);
const inForce = { ...partOf(before, 'start'), ...partOf(before, 'party'), ...partOf(before, 'tunnel') };

it('is nothing while the settings are those that all was made with', () => {
  expect(waiting(before, inForce)).toEqual([]);
});

it('is what differs from what is in force, in the order of the registry', () => {
  const changed = { ...before, mtu: 1300, interfaceName: 'lanrage7', apiPort: 0 };
  expect(waitingSettings(changed, inForce)).toEqual([
    { name: 'apiPort', until: 'start', inForce: 8666 },
    { name: 'interfaceName', until: 'party', inForce: 'lanrage0' },
    { name: 'mtu', until: 'tunnel', inForce: 1420 },
  ]);
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
});

it('can be any setting that what runs is made with, each for one thing', () => {
  const delayed = settingNames.filter((name) =>
    (moments as readonly string[]).includes(settingRecords[name].takesEffect),
  );
  expect(Object.keys(inForce).toSorted()).toEqual(delayed.toSorted());
  expect(Object.keys(partOf(before, 'tunnel'))).toEqual(['mtu', 'wireguardPort']);
});

it('says of a saved setting when it takes effect: at once where nothing runs with another value', () => {
  const running = { waiting: waitingSettings({ ...before, mtu: 1300 }, inForce), party: {} };
  expect(effectOf('mtu', running)).toBe('tunnel');
  expect(effectOf('keepaliveSeconds', running)).toBe('now');
  expect(effectOf('theme', running)).toBe('now');
});

it('says of what only another party is made with that it is for the next one, while there is a party', () => {
  expect(effectOf('controlServer', { waiting: [], party: {} })).toBe('next-party');
  expect(effectOf('subnet', { waiting: [], party: null })).toBe('now');
});

it('can be applied unless all of it waits for the next start', () => {
  const changed = { ...before, mtu: 1300, apiPort: 0 };
  expect(canApply(waitingSettings(changed, inForce))).toBe(true);
  expect(canApply(waitingSettings({ ...before, apiPort: 0 }, inForce))).toBe(false);
});

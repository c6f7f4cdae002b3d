import { expect, it } from 'vitest';
import { settingsPatchSchema, settingsSchema } from '../../../../shared/model/settings.ts';

it('has a default for every setting', () => {
  expect(settingsSchema.parse({})).toMatchObject({
    interfaceName: 'lanrage0',
    subnet: '10.66.0.0/16',
    mtu: 1420,
  });
});

it('keeps a patch to what it names', () => {
  expect(settingsPatchSchema.parse({ mtu: 1300 })).toEqual({ mtu: 1300 });
  expect(Object.keys(settingsPatchSchema.shape)).toEqual(Object.keys(settingsSchema.shape));
});

it.each([
  { displayName: 'x'.repeat(41) },
  { displayName: 'turned \u202e round' },
  { controlServer: 'http://example.org' },
  { interfaceName: 'eth0' },
  { subnet: '10.66.0.1/16' },
  { mtu: 575 },
  { apiPort: 65_536 },
  { logLevel: 'loud' },
  { stunServers: ['a.example'] },
  { stunServers: ['a.example:0'] },
  { stunServers: Array(5).fill('a.example:3478') },
  { noSuchSetting: 1 },
])('refuses the patch %o', (patch) => {
  expect(settingsPatchSchema.safeParse(patch).success).toBe(false);
});

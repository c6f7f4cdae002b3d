import { describe, expect, it } from 'vitest';
import { valueReasons } from '../../../../shared/faults/fault-reasons.ts';
import { sayBecause } from '../../../../shared/faults/say-reason.ts';
import { settingComplaint } from '../../../../shared/model/setting-complaint.ts';
import { settingsPatchSchema, settingsSchema } from '../../../../shared/model/settings.ts';

type Complaint = ReturnType<typeof settingComplaint>;

function complaint(patch: unknown): Complaint {
  const { error } = settingsPatchSchema.safeParse(patch);
  if (error === undefined) throw new Error(`taken: ${JSON.stringify(patch)}`);
  return settingComplaint(error);
}

describe('what is wrong with the value of a setting', () => {
  it.each<[object, Complaint]>([
    [{ mtu: 12 }, { key: 'mtu', at: '', reason: 'too-small', minimum: 576, unit: '' }],
    [{ mtu: 1e6 }, { key: 'mtu', at: '', reason: 'too-large', maximum: 9000, unit: '' }],
    [{ mtu: 'many' }, { key: 'mtu', at: '', reason: 'not-number' }],
    [{ mtu: 1400.5 }, { key: 'mtu', at: '', reason: 'not-whole' }],
    [{ aggregationSeconds: 7 }, { key: 'aggregationSeconds', at: '', reason: 'not-divisor-of-60' }],
    [{ displayName: 'x'.repeat(41) }, { key: 'displayName', at: '', reason: 'too-long', maximum: 40 }],
    [{ theme: 'pink' }, { key: 'theme', at: '', reason: 'not-one-of', options: 'system, light, dark' }],
    [{ stunServers: ['here'] }, { key: 'stunServers', at: '0', reason: 'not-host-port' }],
    [
      { stunServers: Array(5).fill('a.example:1') },
      { key: 'stunServers', at: '', reason: 'too-many', maximum: 4 },
    ],
    [{ controlServer: 'http://x' }, { key: 'controlServer', at: '', reason: 'not-websocket-url' }],
    [{ portMapping: 'on' }, { key: 'portMapping', at: '', reason: 'not-yes-or-no' }],
    [{ subnet: '10.66/16' }, { key: 'subnet', at: '', reason: 'not-subnet' }],
    [{ interfaceName: 'eth0' }, { key: 'interfaceName', at: '', reason: 'not-interface-name' }],
    [
      { alertRules: [{ metric: 'luck', threshold: 1, forMs: 0, cooldownMs: 0 }] },
      {
        key: 'alertRules',
        at: '0.metric',
        reason: 'not-one-of',
        options: 'down, latency, loss, jitter, quality',
      },
    ],
    [{ nonsense: 1 }, { key: 'nonsense', at: '', reason: 'no-such-setting', closest: '' }],
  ])('%j', (patch, told) => {
    expect(complaint(patch)).toEqual(told);
  });

  it('is a reason with words for every setting and every kind of nonsense', () => {
    const nonsense = [null, -1, 1e9, 0.5, '', ' ', 'nonsense\u202e', {}, [1], ['x'], true, 'x'.repeat(5000)];
    const told = Object.keys(settingsSchema.shape).flatMap((key) =>
      nonsense.flatMap((value) => {
        const { error } = settingsPatchSchema.safeParse({ [key]: value });
        return error === undefined ? [] : [settingComplaint(error)];
      }),
    );
    expect(told.length).toBeGreaterThan(200);
    // A rule whose message is no code of a reason would be called malformed.
    expect(told.filter(({ reason }) => reason === 'malformed')).toEqual([]);
    expect(new Set(told.map(({ reason }) => reason)).size).toBeGreaterThan(valueReasons.length / 2);
    for (const one of told)
      expect(sayBecause('settings.invalid', one, 'de')).not.toContain('ein Grund, den diese Version');
  });
});

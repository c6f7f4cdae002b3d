import { describe, expect, it } from 'vitest';
import { sayReason } from '../../../../shared/faults/de/reasons.ts';
import { settingComplaint } from '../../../../shared/model/setting-complaint.ts';
import { settingsPatchSchema, settingsSchema } from '../../../../shared/model/settings.ts';

function complaint(patch: unknown): { readonly key: string; readonly detail: string } {
  const { error } = settingsPatchSchema.safeParse(patch);
  if (error === undefined) throw new Error(`taken: ${JSON.stringify(patch)}`);
  return settingComplaint(error);
}

describe('what is wrong with the value of a setting', () => {
  it.each([
    [{ mtu: 12 }, 'mtu', 'it must be at least 576', 'es muss mindestens 576 sein'],
    [{ mtu: 1e6 }, 'mtu', 'it must be at most 9000', 'es darf höchstens 9000 sein'],
    [{ mtu: 'many' }, 'mtu', 'it must be a number', 'es muss eine Zahl sein'],
    [{ mtu: 1400.5 }, 'mtu', 'it must be a whole number', 'es muss eine ganze Zahl sein'],
    [{ aggregationSeconds: 7 }, 'aggregationSeconds', 'not a divisor of a minute', 'kein Teiler von 60'],
    [
      { displayName: 'x'.repeat(41) },
      'displayName',
      'it must have at most 40 characters',
      'es darf höchstens 40 Zeichen haben',
    ],
    [
      { theme: 'pink' },
      'theme',
      'it must be one of system, light, dark',
      'es muss eines von diesen sein: system, light, dark',
    ],
    [{ stunServers: ['here'] }, 'stunServers', '0: not host:port', '0: nicht in der Form Host:Port'],
    [
      { stunServers: Array(5).fill('a.example:1') },
      'stunServers',
      'there may be at most 4 of them',
      'es dürfen höchstens 4 sein',
    ],
    [{ portMapping: 'on' }, 'portMapping', 'it must be yes or no', 'es muss ja oder nein sein'],
    [{ nonsense: 1 }, 'nonsense', 'there is no such setting', 'eine solche Einstellung gibt es nicht'],
  ])('%j', (patch, key, english, german) => {
    expect(complaint(patch)).toEqual({ key, detail: english });
    expect(sayReason(english)).toBe(german);
  });

  it('is said in German for every setting and every kind of nonsense', () => {
    const nonsense = [null, -1, 1e9, 0.5, '', ' ', 'nonsense\u202e', {}, [1], ['x'], true, 'x'.repeat(5000)];
    const english = Object.keys(settingsSchema.shape).flatMap((key) =>
      nonsense.flatMap((value) => {
        const { error } = settingsPatchSchema.safeParse({ [key]: value });
        return error === undefined ? [] : [settingComplaint(error).detail];
      }),
    );
    expect(english.length).toBeGreaterThan(200);
    expect([...new Set(english)].filter((detail) => sayReason(detail) === detail)).toEqual([]);
    expect(english.map(sayReason).filter((text) => /\b(?:must|expected|not|invalid)\b/i.test(text))).toEqual(
      [],
    );
  });
});

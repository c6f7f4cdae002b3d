import { describe, expect, it } from 'vitest';
import { madeWith, SettingsInForce } from '../../../../main/engine/party/in-force.ts';
import { settingNames } from '../../../../shared/model/settings/registry.ts';
import { takesEffectIn } from '../../../../shared/model/settings/waiting.ts';
import { type Settings, settingsSchema } from '../../../../shared/model/settings.ts';
import { anotherValue } from '../../../mocks/another-value.ts';

const before = settingsSchema.parse({});

/** An engine that started, and perhaps entered a party, with the defaults; its settings can be changed since. */
function engineOf(host: 'desktop' | 'headless', party: 'hosted' | 'joined' | null) {
  let settings = before;
  const device = { listenPort: before.wireguardPort, mtu: before.mtu };
  const made = madeWith({ settings: before, hosting: party === 'hosted', device });
  const inForce = new SettingsInForce({
    settings: { get: () => settings },
    parties: { active: party === null ? null : { inForce: () => made } },
    host,
  });
  inForce.begin();
  return {
    inForce,
    change: (patch: Partial<Settings>) => {
      settings = { ...settings, ...patch };
    },
  };
}

describe.each(['desktop', 'headless'] as const)('in an engine of a %s host', (host) => {
  it.each(settingNames)(
    '%s, changed during a party of its own, is in force at once or waits, never both',
    (name) => {
      const { inForce, change } = engineOf(host, 'hosted');
      const changed = { ...before, [name]: anotherValue(name) };
      change(changed);
      const effect = takesEffectIn(host, name);
      const waits = effect === 'tunnel' || effect === 'party' || effect === 'start';
      expect(inForce.waiting()).toEqual(waits ? [{ name, until: effect, inForce: before[name] }] : []);
      expect(inForce.get()).toEqual(waits ? before : changed);
      change(before);
      expect(inForce.waiting()).toEqual([]);
    },
  );

  it.each(settingNames)('%s, changed without a party, waits for a start alone', (name) => {
    const { inForce, change } = engineOf(host, null);
    change({ [name]: anotherValue(name) });
    const waits = takesEffectIn(host, name) === 'start';
    expect(inForce.waiting().map((one) => one.name)).toEqual(waits ? [name] : []);
    expect(inForce.get()[name]).toEqual(waits ? before[name] : anotherValue(name));
  });
});

it('does not wait with ports of servers that others run', () => {
  const { inForce, change } = engineOf('headless', 'joined');
  change({ embeddedControlPort: 9000, embeddedRelayPort: 9001, keepaliveSeconds: 30 });
  expect(inForce.waiting().map(({ name }) => name)).toEqual(['keepaliveSeconds']);
});

it('follows in the desktop app what waits for the next start elsewhere', () => {
  const [desktop, headless] = [engineOf('desktop', null), engineOf('headless', null)];
  for (const { change } of [desktop, headless]) change({ apiPort: 9000 });
  expect(desktop.inForce.waiting()).toEqual([]);
  expect(headless.inForce.waiting()).toEqual([{ name: 'apiPort', until: 'start', inForce: before.apiPort }]);
});

import { describe, expect, it } from 'vitest';
import { parseSettings } from '../../../../main/cli/settings-words.ts';
import { statusText } from '../../../../main/cli/status-text.ts';
import { settingsText } from '../../../../main/cli/text/settings-text.ts';
import { madeWith } from '../../../../main/engine/party/in-force.ts';
import { settingNames } from '../../../../shared/model/settings/registry.ts';
import { effectOf, partOf, waiting } from '../../../../shared/model/settings/waiting.ts';
import { type Settings, settingsSchema } from '../../../../shared/model/settings.ts';
import { settings as words } from '../../../../shared/texts/en/settings.ts';
import { anotherValue } from '../../../mocks/another-value.ts';
import { emptySnapshot, exampleParty } from '../../../mocks/fake-engine.ts';

const made = settingsSchema.parse({});
const device = { listenPort: made.wireguardPort, mtu: made.mtu };
const inForce = { ...partOf(made, 'start'), ...madeWith({ settings: made, hosting: true, device }) };
const io = { style: (_: string, text: string) => text };

/** What an engine in a party of its own has after settings were saved. */
function afterSaving(patch: Partial<Settings>) {
  const settings = { ...made, ...patch };
  const running = { waiting: waiting(settings, inForce), party: exampleParty };
  const saved = settingNames
    .filter((name) => name in patch)
    .map((name) => ({ name, effect: effectOf(name, running) }));
  return { settings, saved, waiting: running.waiting, applied: null };
}

describe.each(settingNames)('%s, changed during a party', (name) => {
  const report = afterSaving({ [name]: anotherValue(name) });
  const [found] = report.waiting;
  const lines = settingsText(report).split('\n');
  const line = lines.find((one) => one.startsWith(`${name}=`)) ?? '';

  it('is listed with what it waits for, or with nothing beside it', () => {
    const remarks = lines.filter((one) => one.includes('  # '));
    expect(remarks).toEqual(found === undefined ? [] : [line]);
    if (found !== undefined) expect(line).toContain(`  # ${words.waitsFor[found.until]} Until then: `);
  });

  it('is said to take effect later unless it does at once, and how to apply it where that can be done', () => {
    const [saved] = report.saved;
    const effect = saved?.effect ?? 'now';
    const told = lines.slice(settingNames.length).join('\n');
    if (effect === 'now') expect(told).toBe('');
    else expect(told).toContain(`${name}: ${words.savedUntil[effect]}`);
    const canBeApplied = effect === 'tunnel' || effect === 'party';
    expect(told.includes('lanrage settings --apply')).toBe(canBeApplied);
  });

  it('is named by the status while it waits', () => {
    const text = statusText({ ...emptySnapshot, party: exampleParty, waiting: report.waiting }, io);
    expect(text.includes(`not in force yet: ${name} (`)).toBe(found !== undefined);
  });
});

describe('the list of settings', () => {
  it('tells what applying costs, and what only a new start does', () => {
    const told = (patch: Partial<Settings>) =>
      settingsText({ ...afterSaving(patch), saved: [] }).split('\n\n')[1];
    expect(told({ mtu: 1300 })).toBe(
      'To apply what waits now: lanrage settings --apply\n  The tunnel restarts: about a second without game traffic.',
    );
    expect(told({ mtu: 1300, keepaliveSeconds: 30, apiPort: 0 })).toBe(
      [
        'To apply what waits now: lanrage settings --apply',
        '  You enter your party again: some seconds without game traffic.',
        '  For some of them LANrage has to be started again.',
      ].join('\n'),
    );
  });

  it('tells what was applied, or that nothing waited', () => {
    const done = { ...afterSaving({}), applied: ['mtu' as const] };
    expect(settingsText(done)).toMatch(/\n\nApplied: mtu\.$/);
    expect(settingsText({ ...done, applied: [] })).toMatch(/\n\nNothing waited\.$/);
  });

  it('can be copied into a shell, which leaves out what is beside a value', () => {
    const [, pair] = /^(mtu=\d+) {2}#/m.exec(settingsText(afterSaving({ mtu: 1300 }))) ?? [];
    expect(parseSettings([pair ?? ''])).toEqual({ ok: true, value: { mtu: 1300 } });
  });
});

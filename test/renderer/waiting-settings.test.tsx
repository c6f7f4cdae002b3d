import { act, render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { saveSetting } from '../../renderer/actions/set-up.ts';
import { hintOf } from '../../renderer/model/setting-hint.ts';
import { App } from '../../renderer/screens/app.tsx';
import { go, uiStore } from '../../renderer/stores/ui-store.ts';
import { fault } from '../../shared/faults/fault.ts';
import { type SettingName, settingDefaults, settingNames } from '../../shared/model/settings/registry.ts';
import { type Moment, moments, takesEffectIn } from '../../shared/model/settings/waiting.ts';
import type { SettingsPatch } from '../../shared/model/settings.ts';
import { ok } from '../../shared/result.ts';
import { languages } from '../../shared/texts/language.ts';
import { settingsScreenTexts } from '../../shared/texts/settings-screen.ts';
import { anotherValue } from '../mocks/another-value.ts';
import type { ScenarioName } from '../mocks/scenarios.ts';
import { settled, showing } from './helpers.tsx';

const words = settingsScreenTexts('en');
const { title } = words.apply;

async function opened(scenario: ScenarioName) {
  const shown = await showing(scenario);
  const user = userEvent.setup();
  render(<App />);
  act(() => go({ screen: 'settings' }));
  await screen.findByRole('heading', { name: words.title });
  const change = (patch: SettingsPatch) =>
    act(async () => void (await shown.engine.handlers.updateSettings(patch)));
  return { ...shown, user, change };
}

const panel = () => screen.queryByRole('region', { name: title });

/** What a setting is said to wait for while it differs from what the party was made with. */
function momentOf(name: SettingName): Moment | null {
  const effect = takesEffectIn('headless', name);
  return moments.find((moment) => moment === effect) ?? null;
}

describe('a setting that is changed during a party of one’s own', () => {
  it.each(languages)('is said to wait where it does, and for nothing else (%s)', async (language) => {
    const { change } = await opened('hosting');
    await change({ language });
    const told = settingsScreenTexts(language);
    for (const name of settingNames.filter((name) => name !== 'language')) {
      await change({ [name]: anotherValue(name) });
      const until = momentOf(name);
      const list = screen.queryByRole('list', { name: told.apply.title, hidden: true });
      expect(list?.textContent ?? null, name).toBe(until && told.fields[name].label);
      const marks = Object.values(told.waitsFor).flatMap((text) =>
        screen.queryAllByText(text, { exact: false }),
      );
      expect(
        marks.map(({ textContent }) => textContent),
        name,
      ).toEqual(until === null ? [] : [expect.stringContaining(told.waitsFor[until])]);
      await change({ [name]: settingDefaults[name] });
    }
  });

  it.each(settingNames)('is told to take effect at once or later: %s', async (name) => {
    const { engine } = await showing('hosting');
    expect(await saveSetting(name, anotherValue(name))).toEqual(ok(takesEffectIn('headless', name)));
    const snapshot = await engine.handlers.getSnapshot({});
    const waiting = snapshot.ok ? snapshot.value.waiting.map((one) => one.name) : null;
    expect(waiting).toEqual(momentOf(name) === null ? [] : [name]);
  });
});

describe('a setting that is saved on the screen', () => {
  async function type(user: ReturnType<typeof userEvent.setup>, name: SettingName, text: string) {
    const field = screen.getByRole('textbox', { name: words.fields[name].label });
    await user.clear(field);
    await user.type(field, `${text}{Enter}`);
  }
  const saidLast = () => uiStore.getState().said.text;

  it('is called saved where it is in force', async () => {
    const { user } = await opened('empty');
    await type(user, 'mtu', '1300');
    await screen.findByText('Saved', { selector: 'button' });
    expect(saidLast()).toBe('Saved');
    expect(panel()).toBeNull();
  });

  it('is called saved for later where it is not, and is saved again with what is in force', async () => {
    const { user } = await opened('mixed');
    await type(user, 'mtu', '1300');
    await screen.findByText('Waits for the tunnel to restart. Until then: 1420.');
    expect(saidLast()).toBe('Saved; takes effect when the tunnel restarts.');
    expect(screen.queryByText('Saved', { selector: 'button' })).toBeNull();
    await type(user, 'mtu', '1420');
    await waitFor(() => expect(saidLast()).toBe('Saved'));
    expect(panel()).toBeNull();
  });

  it('is for the next party where the one that there is would not change with it', async () => {
    const { user } = await opened('mixed');
    await type(user, 'controlServer', 'wss://play.example.org');
    await waitFor(() => expect(saidLast()).toBe(words.savedUntil['next-party']));
    expect(panel()).toBeNull();
  });
});

describe('the changes that wait', () => {
  it('are brought into force by one press, beside which it stands what that costs', async () => {
    const { user, change } = await opened('mixed');
    await change({ mtu: 1300, portMapping: false });
    const shown = within(await screen.findByRole('region', { name: title }));
    expect(shown.getAllByRole('listitem').map(({ textContent }) => textContent)).toEqual([
      words.fields.portMapping.label,
      words.fields.mtu.label,
    ]);
    expect(screen.getByText('Waits for the next party. Until then: on.')).toBeTruthy();
    expect(shown.getByText(words.apply.party)).toBeTruthy();
    expect(shown.queryByText(words.apply.tunnel)).toBeNull();
    await user.click(shown.getByRole('button', { name: 'Apply now' }));
    expect(document.activeElement).toBe(await shown.findByText('Applied.'));
    expect(shown.queryByRole('listitem')).toBeNull();
    expect(uiStore.getState().said.text).toBe('Applied.');
  });

  it('stay when they could not be applied, with the reason beside them', async () => {
    const { engine, user, change } = await opened('mixed');
    await change({ wireguardPort: 51_820 });
    engine.failNext('applyWaiting', fault('tunnel.port-taken', { port: 51_820 }));
    await user.click(await screen.findByRole('button', { name: 'Apply now' }));
    const shown = within(await screen.findByRole('region', { name: title }));
    expect((await shown.findByRole('alert')).textContent).toContain('51820');
    expect(shown.getByRole('listitem').textContent).toBe(words.fields.wireguardPort.label);
    expect(shown.getByRole('button', { name: 'Apply now' })).toBeTruthy();
  });

  it('that only a new start brings into force have no button', async () => {
    const { change } = await opened('empty');
    await change({ apiPort: 9000 });
    const shown = within(await screen.findByRole('region', { name: title }));
    expect(shown.getByText(words.apply.start)).toBeTruthy();
    expect(shown.queryByRole('button')).toBeNull();
  });

  it('name the new invite where the party’s own server moves', async () => {
    const { change } = await opened('hosting');
    await change({ embeddedControlPort: 9000 });
    expect(
      within(await screen.findByRole('region', { name: title })).getByText(words.apply.server),
    ).toBeTruthy();
  });

  it('are none in the desktop app of what that follows at once', async () => {
    const { engine, change } = await opened('empty');
    act(() => engine.change(() => ({ host: 'desktop' })));
    await change({ apiPort: 9000 });
    await settled();
    expect(panel()).toBeNull();
    expect(hintOf('apiPort')).toMatch(/ Takes effect at once\.$/);
  });
});

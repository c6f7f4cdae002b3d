import { act, fireEvent, render, screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { App } from '../../renderer/screens/app.tsx';
import { type SidebarScreenName, sidebarScreenNames } from '../../renderer/screens/sidebar-screens.ts';
import { go, selectPeer } from '../../renderer/stores/ui-store.ts';
import { fault } from '../../shared/faults/fault.ts';
import { screenTexts } from '../../shared/texts/screens.ts';
import { settingsScreenTexts } from '../../shared/texts/settings-screen.ts';
import { type ScenarioName, scenarios } from '../mocks/scenarios.ts';
import { settled, showing } from './helpers.tsx';

const de = screenTexts('de');

/** Words that hardly an English sentence goes without, and that no German one has. */
const ENGLISH =
  /\b(?:the|and|of|is|are|isn’t|your|you|yours|with|without|not|from|for|this|that|has|have|been|below|expected|answers?|to|it|its|no|yes|lost|free|none|any)\b/i;
/** What people, programs and systems say themselves: names of parties and players, lines of the log, the report. */
const SAID_BY_OTHERS = 'bdi, code, pre, kbd, ol[class*="box"], section[class*="box"]';
const NAMES = [
  'The party with the forty character name!',
  'Age of Empires II',
  // The name of the language itself.
  'English',
  // Fits the sentence that it is the example of.
  'Free-for-all',
];

/** Every text that somebody sees or is read, with the names of people left out. */
function said(): string[] {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
  const texts: string[] = [];
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const element = node instanceof Element ? node : node.parentElement;
    if (element?.closest(SAID_BY_OTHERS) != null) continue;
    if (node instanceof Element) {
      for (const name of ['aria-label', 'placeholder', 'title', 'alt']) {
        const text = node.getAttribute(name);
        if (text !== null) texts.push(text);
      }
    } else if (node.textContent !== null) texts.push(node.textContent);
  }
  return texts.map((text) => NAMES.reduce((left, name) => left.replaceAll(name, ''), text));
}

function english(): string[] {
  return said().filter((text) => ENGLISH.test(text));
}

async function opened(scenario: ScenarioName) {
  const shown = await showing(scenario);
  await shown.engine.handlers.updateSettings({ language: 'de' });
  render(<App />);
  await act(settled);
  return shown;
}

async function goTo(place: SidebarScreenName): Promise<void> {
  act(() => go({ screen: place }));
  await screen.findByRole('heading', { name: de.nav.places[place] });
  // Its calls are answered, and what is unhurried is drawn.
  for (let i = 0; i < 20; i++) await act(settled);
}

describe('in German', () => {
  it.each(Object.keys(scenarios) as ScenarioName[])('%s says nothing in English', async (scenario) => {
    await opened(scenario);
    expect(english()).toEqual([]);
  });

  it.each(sidebarScreenNames)('the place "%s" says nothing in English', async (place) => {
    await opened('mixed');
    await goTo(place);
    expect(english()).toEqual([]);
  });

  it.each(['peer-2', 'peer-3', 'peer-4', 'peer-5', 'peer-6'])('all about %s is German', async (peer) => {
    await opened('mixed');
    act(() => selectPeer(peer));
    for (let i = 0; i < 20; i++) await act(settled);
    expect(english()).toEqual([]);
  });

  it('a refused setting is German, with the limit', async () => {
    const { engine } = await opened('empty');
    await goTo('settings');
    engine.failNext(
      'updateSettings',
      fault('settings.invalid', { key: 'mtu', at: '', reason: 'too-small', minimum: 576, unit: '' }),
    );
    const mtu = screen.getByLabelText(settingsScreenTexts('de').fields.mtu.label);
    fireEvent.change(mtu, { target: { value: '12' } });
    fireEvent.submit(mtu);
    expect((await screen.findByRole('alert')).textContent).toContain(
      'es müssen mindestens 576\u00a0Byte sein',
    );
    expect(english()).toEqual([]);
  });

  it('would be caught saying something in English', async () => {
    await showing('empty');
    render(<App />);
    await act(settled);
    expect(english()).not.toEqual([]);
  });
});

import { render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { App } from '../../renderer/screens/app.tsx';
import { HOMEPAGE } from '../../shared/invite/homepage.ts';
import { inviteMessage } from '../../shared/invite/message.ts';
import { judgeInviting } from '../../shared/inviting/judge-inviting.ts';
import { languages } from '../../shared/texts/language.ts';
import { lineOf, reasonOf } from '../../shared/texts/say-inviting.ts';
import { screenTexts } from '../../shared/texts/screens.ts';
import { invitingFacts } from '../mocks/inviting-facts.ts';
import { CODE, partyOf, type ScenarioName } from '../mocks/scenarios.ts';
import { showing } from './helpers.tsx';

async function opened(scenario: ScenarioName) {
  const shown = await showing(scenario);
  const user = userEvent.setup();
  render(<App />);
  return { ...shown, user };
}

const card = () => within(screen.getByRole('region', { name: 'Invite friends' }));
const LINK = `lanrage://join/192.0.2.1:8667#${CODE}`;

describe('the invite card', () => {
  it('says at once that only the own home can join, why, and what helps', async () => {
    await opened('onlyHouse');
    expect(card().getByText('Only people in your home can join.')).toBeTruthy();
    expect(card().getByText(/Your router \(192\.168\.1\.1\) opens no port/)).toBeTruthy();
    expect(screen.getByRole('banner').textContent).toContain('only your home can join');
    expect(card().getByRole('button', { name: 'What helps' })).toBeTruthy();
  });

  it('follows what the engine finds, also after trying again', async () => {
    const { engine, user } = await opened('onlyHouse');
    const trying = user.click(card().getByRole('button', { name: 'Try again' }));
    await waitFor(() => expect(card().getByText('Checking who can join…')).toBeTruthy());
    await trying;
    await waitFor(() => expect(card().getByText('Only people in your home can join.')).toBeTruthy());
    engine.change(() => ({ inviting: invitingFacts.anywhere }));
    await waitFor(() => expect(card().getByText('Friends anywhere can join.')).toBeTruthy());
    expect(card().queryByRole('button', { name: 'Try again' })).toBeNull();
  });

  it('shows the code alone only where it leads to the party', async () => {
    const { engine, user } = await opened('alone');
    expect(card().queryByText(CODE)).toBeNull();
    expect(card().queryByRole('button', { name: 'Copy code' })).toBeNull();
    engine.change(() => ({ inviting: invitingFacts.meets }));
    await waitFor(() => expect(card().getByText(CODE)).toBeTruthy());
    await user.click(card().getByRole('button', { name: 'Copy code' }));
    expect(await navigator.clipboard.readText()).toBe(CODE);
  });

  it('copies two lines that a stranger understands, by the page of the settings where there is one', async () => {
    const { engine, user } = await opened('alone');
    await user.click(card().getByRole('button', { name: 'Copy invite' }));
    const party = partyOf([]);
    const copied = await navigator.clipboard.readText();
    expect(copied).toBe(inviteMessage({ party, codeSuffices: false, page: null }, 'en'));
    expect(copied).toContain(HOMEPAGE);
    await engine.handlers.updateSettings({ invitePage: 'https://example.org/play' });
    await user.click(card().getByRole('button', { name: 'Copy link' }));
    expect(await navigator.clipboard.readText()).toMatch(/^https:\/\/example\.org\/play#join\/192\./);
  });

  it('says it as last known while the engine is away, and asks for nothing', async () => {
    const { connection } = await opened('onlyHouse');
    connection.become('offline');
    await screen.findByText(/engine does not answer/);
    expect(card().getByRole('button', { name: 'Try again' }).getAttribute('aria-disabled')).toBe('true');
  });
});

describe('a pasted invite', () => {
  it('is taken out of the whole message, on any page and from a field that is for something else', async () => {
    const { user } = await opened('recent');
    const message = inviteMessage(
      { party: { name: 'x', code: CODE, invite: LINK }, codeSuffices: false, page: null },
      'de',
    );
    await user.click(screen.getByLabelText('Party name'));
    await user.paste(`Ben (20:01):\n${message}\nbis gleich`);
    expect(screen.getByLabelText('Invite link or code')).toHaveProperty('value', LINK);
    expect(screen.getByLabelText('Party name')).toHaveProperty('value', '');
  });

  it('on the very first page is kept, and joined once the set-up is through', async () => {
    const { engine, user } = await opened('welcome');
    await user.click(screen.getByLabelText('What do your friends call you?'));
    await user.paste(`Come: ${LINK}`);
    expect(screen.getByLabelText('What do your friends call you?')).toHaveProperty('value', '');
    expect(screen.getByText(/You were invited to a party/)).toBeTruthy();
    await user.type(screen.getByLabelText('What do your friends call you?'), 'Alex{Enter}');
    await user.click(await screen.findByRole('button', { name: 'Set up' }));
    await user.click(await screen.findByRole('button', { name: 'Join the party' }));
    await screen.findByRole('list', { name: 'Players' });
    const now = await engine.handlers.getSnapshot({});
    expect(now.ok && now.value.party?.name).toBe('Friday LAN');
  });

  it('leaves names that are no invites where they were pasted', async () => {
    const { user } = await opened('welcome');
    const name = screen.getByLabelText('What do your friends call you?');
    await user.click(name);
    await user.paste('Mara');
    expect(name).toHaveProperty('value', 'Mara');
  });
});

describe('the words for who can join', () => {
  it.each(languages)(
    'say in %s what each situation is, and never that it is well where nothing was seen',
    (language) => {
      const words = screenTexts(language).inviting;
      const said = Object.entries(invitingFacts).map(([name, facts]) => {
        const verdict = judgeInviting(facts);
        return [name, words.lines[lineOf(verdict)], reasonOf(verdict, words)] as const;
      });
      for (const [, line, reason] of said) {
        expect(line).toMatch(/[.…]$/);
        expect(reason ?? '').not.toContain('undefined');
      }
      const anywhere = said.filter(([, line]) => line === words.lines.anywhere).map(([name]) => name);
      expect(anywhere).toEqual(['anywhere', 'server']);
    },
  );
});

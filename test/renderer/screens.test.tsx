import { render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { App } from '../../renderer/screens/app.tsx';
import { findCommands, listCommands } from '../../renderer/screens/commands/command-list.ts';
import { engineStore } from '../../renderer/stores/engine-store.ts';
import { uiStore } from '../../renderer/stores/ui-store.ts';
import { fault } from '../../shared/faults/fault.ts';
import type { ScenarioName } from '../mocks/scenarios.ts';
import { CODE, partyOf } from '../mocks/scenarios.ts';
import { showing } from './helpers.tsx';

async function opened(scenario: ScenarioName) {
  const shown = await showing(scenario);
  // First, because it puts the clipboard in place.
  const user = userEvent.setup();
  render(<App />);
  return { ...shown, user };
}

const button = (name: string | RegExp) => screen.getByRole('button', { name });
const rows = () =>
  within(screen.getByRole('list', { name: 'Players' })).getAllByRole('button', { name: /\d+\.\d+/ });

describe('the roster', () => {
  it('is one stop of the tab key, and arrows move within it', async () => {
    const { user } = await opened('mixed');
    expect(rows().map(({ tabIndex }) => tabIndex)).toEqual([0, -1, -1, -1, -1]);
    rows()[0]?.focus();
    await user.keyboard('{ArrowDown}{ArrowDown}');
    expect(document.activeElement).toBe(rows()[2]);
    await user.keyboard('{End}{ArrowDown}');
    expect(document.activeElement).toBe(rows()[4]);
    await user.keyboard('{Home}');
    expect(rows().map(({ tabIndex }) => tabIndex)).toEqual([0, -1, -1, -1, -1]);
  });

  it('shows the step of somebody who is being reached, and no figure', async () => {
    await opened('connecting');
    expect(rows()[1]?.textContent).toContain('reachingstep 2 of 3');
    expect(rows()[1]?.textContent).not.toContain('ms');
  });

  it('opens details with Enter, and Escape gives the focus back to the row', async () => {
    const { user } = await opened('lost');
    rows()[1]?.focus();
    await user.keyboard('{Enter}');
    expect(screen.getByRole('heading', { name: 'Jon' })).toBeTruthy();
    await user.click(button('Close'));
    expect(screen.queryByRole('heading', { name: 'Jon' })).toBeNull();
    await waitFor(() => expect(document.activeElement).toBe(rows()[1]));
  });
});

describe('copying', () => {
  it('answers in place and aloud', async () => {
    const { user } = await opened('alone');
    await user.click(button('Copy link'));
    expect(await navigator.clipboard.readText()).toBe(partyOf([]).invite);
    await waitFor(() => expect(screen.getByText('Copied', { selector: '[data-shown=true]' })).toBeTruthy());
    expect(uiStore.getState().said.text).toBe('Copied');
  });
});

describe('joining', () => {
  it('fills the join card from a paste anywhere', async () => {
    const { user } = await opened('mixed');
    await user.click(document.body);
    await user.paste(`lanrage://join/10.0.0.1:8667#${CODE}`);
    expect(screen.getByLabelText('Invite link or code')).toHaveProperty(
      'value',
      `lanrage://join/10.0.0.1:8667#${CODE}`,
    );
  });

  it('waits in its card while one is in a party', async () => {
    const { user } = await opened('mixed');
    await user.keyboard('j');
    expect(screen.getByLabelText('Invite link or code')).toHaveProperty('disabled', true);
    expect(screen.getByLabelText('Party name')).toHaveProperty('disabled', true);
  });

  it('leaves other texts alone', async () => {
    const { user } = await opened('mixed');
    await user.click(document.body);
    await user.paste('see you at eight');
    expect(screen.queryByLabelText('Invite link or code')).toBeNull();
  });

  it('asks nobody about a code that cannot be right', async () => {
    const { engine, user } = await opened('empty');
    engine.failNext('joinParty', fault('party.not-found', { server: 'x' }));
    await user.type(screen.getByLabelText('Invite link or code'), 'AAAA-BBBB-CCCC-DDDD{Enter}');
    expect(screen.getByRole('alert').textContent).toContain('typing mistake');
  });

  it('shows in the card why the party could not be joined', async () => {
    const { engine, user } = await opened('empty');
    engine.failNext('joinParty', fault('party.full', { limit: 64 }));
    await user.type(screen.getByLabelText('Invite link or code'), `${CODE}{Enter}`);
    expect((await screen.findByRole('alert')).textContent).toContain('64');
    expect(button('Join party')).toBeTruthy();
  });

  it('takes the reason away when the invite is changed', async () => {
    const { user } = await opened('empty');
    await user.type(screen.getByLabelText('Invite link or code'), `${CODE.slice(0, 9)}{Enter}`);
    expect((await screen.findByRole('alert')).textContent).toContain('8');
    await user.type(screen.getByLabelText('Invite link or code'), CODE.slice(9));
    expect(screen.queryByRole('alert')).toBeNull();
  });

  it('goes to the party and shows its links come up', async () => {
    const { user } = await opened('empty');
    await user.type(screen.getByLabelText('Invite link or code'), `${CODE}{Enter}`);
    await waitFor(() => expect(rows()[0]?.textContent).toContain('direct'));
  });
});

describe('the first minute', () => {
  it('goes from the name over the set-up to the start', async () => {
    const { user } = await opened('welcome');
    await user.type(screen.getByLabelText('What do your friends call you?'), '  Alex {Enter}');
    await user.click(await screen.findByRole('button', { name: 'Set up' }));
    await screen.findByRole('heading', { name: 'Ready to play' });
    expect(screen.getByText('Your friends will see “Alex”')).toBeTruthy();
    await user.click(button('Start'));
    expect(screen.getByRole('heading', { name: 'No party yet.' })).toBeTruthy();
  });

  it('says why the set-up failed, and offers it again', async () => {
    const { engine, user } = await opened('welcome');
    engine.failNext('setUpTunnel', fault('helper.refused', {}));
    await user.type(screen.getByLabelText('What do your friends call you?'), 'Alex{Enter}');
    await user.click(await screen.findByRole('button', { name: 'Set up' }));
    await screen.findByRole('alert');
    await user.click(button('Try again'));
    await screen.findByRole('heading', { name: 'Ready to play' });
  });

  it('keeps the name field when the engine refuses the name', async () => {
    const { engine, user } = await opened('welcome');
    engine.failNext(
      'updateSettings',
      fault('settings.invalid', { key: 'displayName', at: '', reason: 'invisible' }),
    );
    await user.type(screen.getByLabelText('What do your friends call you?'), 'Alex{Enter}');
    await screen.findByRole('alert');
    expect(screen.getByLabelText('What do your friends call you?')).toHaveProperty('value', 'Alex');
  });
});

describe('trouble', () => {
  it('offers nothing but the set-up while the helper is missing', async () => {
    const { user } = await opened('helperMissing');
    expect(screen.queryByRole('button', { name: 'Create party' })).toBeNull();
    await user.click(screen.getAllByRole('button', { name: 'Set up' })[0] ?? document.body);
    expect(await screen.findByRole('button', { name: 'Create party' })).toBeTruthy();
  });

  it('shows only the first thing that is wrong', async () => {
    const { connection } = await opened('reconnecting');
    expect(screen.getByText(/Reconnecting to the party’s server/)).toBeTruthy();
    connection.become('offline');
    await screen.findByText(/engine does not answer/);
    expect(screen.queryByText(/Reconnecting to the party’s server/)).toBeNull();
    expect(rows()).toHaveLength(5);
  });

  it('asks an engine that is away for nothing, says why there is nothing to read, and copies all the same', async () => {
    const { connection, engine, user } = await opened('mixed');
    connection.become('offline');
    await screen.findByText(/engine does not answer/);
    expect(screen.getByText('Last known: Tunnel ready')).toBeTruthy();
    expect(screen.getByText('Updated just now.')).toBeTruthy();
    await user.click(button('Leave party'));
    expect(screen.queryByRole('dialog')).toBeNull();
    await user.click(button('Copy link'));
    expect(await navigator.clipboard.readText()).toBe(partyOf([]).invite);
    await user.click(button('Log'));
    await screen.findByText('This can be shown once LANrage answers again.');
    await user.click(button('Settings'));
    const name = await screen.findByLabelText('Display name');
    await user.clear(name);
    await user.type(name, 'Sasha{Enter}');
    const kept = await engine.handlers.getSettings({});
    expect(kept.ok && kept.value.displayName).toBe('Alex');
  });

  it('marks what was measured as old while the helper is missing, and offers the set-up in the place of actions', async () => {
    const { user } = await opened('partyWithoutHelper');
    expect(screen.getByRole('banner').textContent).toContain('last known');
    expect(screen.queryByRole('button', { name: 'Fix', description: /wrong with/ })).toBeNull();
    await user.click(button('Sessions'));
    await screen.findByRole('heading', { name: 'New session' });
    expect(screen.queryByRole('button', { name: 'It lags' })).toBeNull();
    expect(screen.queryByRole('button', { name: 'Start session' })).toBeNull();
    expect(screen.getAllByRole('button', { name: 'Set up' })).toHaveLength(3);
  });

  it('names the party that is coming back, and starts none beside it', async () => {
    await opened('resuming');
    expect(screen.getByRole('heading', { name: 'Taking up Friday LAN again…' })).toBeTruthy();
    expect(button('New')).toHaveProperty('disabled', true);
    expect(screen.queryByText('None yet')).toBeNull();
  });

  it('takes a notice away when it is dismissed', async () => {
    const { user } = await opened('notices');
    const notices = screen.getByRole('region', { name: 'Notices' });
    await user.click(within(notices).getByRole('button', { name: '2 more' }));
    expect(within(notices).getAllByRole('alert')).toHaveLength(3);
    await user.click(within(notices).getAllByRole('button', { name: /^Dismiss/ })[0] ?? document.body);
    await waitFor(() => expect(within(notices).getAllByRole('alert')).toHaveLength(2));
  });
});

describe('the command menu', () => {
  it('lists what can be done before the players, and few of many until something is typed', async () => {
    const { connection } = await opened('crowd');
    const list = listCommands(engineStore.getState());
    const labels = (typed: string) => findCommands(list, typed).map(({ label }) => label);
    const players = (typed: string) => labels(typed).filter((label) => label.startsWith('Player '));
    expect(players('')).toHaveLength(5);
    expect(labels('').indexOf('Leave party')).toBeLessThan(labels('').indexOf('Player 1'));
    expect(players('player')).toHaveLength(64);
    connection.become('offline');
    const away = listCommands(engineStore.getState()).map(({ label }) => label);
    expect(away).toContain('Copy invite');
    expect(away).not.toContain('Leave party');
  });
});

describe('settings', () => {
  it('saves a name and answers in place', async () => {
    const { engine, user } = await opened('empty');
    await user.click(button('Settings'));
    const name = await screen.findByLabelText('Display name');
    await user.clear(name);
    await user.type(name, 'Sasha{Enter}');
    await screen.findByText('Saved', { selector: 'button' });
    expect((await engine.handlers.getSettings({})).ok).toBe(true);
    expect(screen.getByText('Sasha')).toBeTruthy();
  });

  it('keeps what was typed when it is refused, with the reason beside it', async () => {
    const { engine, user } = await opened('empty');
    await user.click(button('Settings'));
    const server = await screen.findByLabelText('Address of a control server');
    engine.failNext(
      'updateSettings',
      fault('settings.invalid', { key: 'controlServer', at: '', reason: 'not-websocket-url' }),
    );
    await user.type(server, 'play.example{Enter}');
    await screen.findByRole('alert');
    expect(server).toHaveProperty('value', 'play.example');
  });
});

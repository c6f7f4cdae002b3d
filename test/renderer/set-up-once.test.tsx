import { render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { App } from '../../renderer/screens/app.tsx';
import { uiStore } from '../../renderer/stores/ui-store.ts';
import { fault } from '../../shared/faults/fault.ts';
import type { HelperServiceState } from '../../shared/helper/service.ts';
import { showing } from './helpers.tsx';

const button = (name: string) => screen.findByRole('button', { name });

async function settingsWith(service: HelperServiceState) {
  const { engine } = await showing('empty');
  engine.change(({ tunnel }) => ({ tunnel: { ...tunnel, service } }));
  const user = userEvent.setup();
  render(<App />);
  await user.click(await button('Settings'));
  const panel = await screen.findByRole('region', { name: 'Permission' });
  return { engine, user, panel };
}

describe('setting up once, in the settings', () => {
  it('says what stays behind before it asks, and that it is done', async () => {
    const { user, panel } = await settingsWith('absent');
    expect(panel.textContent).toContain('stays on this computer');
    await user.click(await button('Set up once'));
    await within(panel).findByText('Set up: your system asks no more.');
    expect(screen.queryByRole('button', { name: 'Set up once' })).toBeNull();
    expect(uiStore.getState().said.text).toBe('Set up: your system asks no more.');
    expect(document.activeElement?.textContent).toBe('Set up: your system asks no more.');
  });

  it('says so in place when it was refused, and may be tried again', async () => {
    const { engine, user, panel } = await settingsWith('absent');
    engine.failNext('installHelper', fault('helper.refused', {}));
    await user.click(await button('Set up once'));
    expect((await within(panel).findByRole('alert')).textContent).toContain('declined');
    expect(panel.textContent).toContain('asks at each start');
    await user.click(await button('Set up once'));
    await within(panel).findByText('Set up: your system asks no more.');
    expect(within(panel).queryByRole('alert')).toBeNull();
  });

  it('is renewed where another version was set up', async () => {
    const { user, panel } = await settingsWith('outdated');
    expect(panel.textContent).toContain('another version');
    expect(panel.textContent).not.toContain('Set it up once');
    await user.click(await button('Renew'));
    await within(panel).findByText('Set up: your system asks no more.');
  });

  it('offers nothing where the system cannot do it', async () => {
    const { panel } = await settingsWith('unsupported');
    expect(panel.textContent).toContain('can’t start the helper by itself');
    expect(within(panel).queryByRole('button')).toBeNull();
  });

  it('is found by the search', async () => {
    const { user } = await settingsWith('absent');
    const search = screen.getByLabelText('Search in the settings');
    await user.type(search, 'administrator');
    expect(screen.getByRole('region', { name: 'Permission' })).toBeTruthy();
    await user.clear(search);
    await user.type(search, 'mtu');
    expect(screen.queryByRole('region', { name: 'Permission' })).toBeNull();
  });
});

describe('setting up once, in the first minute', () => {
  async function atRights() {
    const { engine } = await showing('welcome');
    const user = userEvent.setup();
    render(<App />);
    await user.type(screen.getByLabelText('What do your friends call you?'), 'Alex{Enter}');
    return { engine, user };
  }

  it('installs the helper first where one asks for it', async () => {
    const { engine, user } = await atRights();
    await user.click(await screen.findByLabelText('Don’t ask again'));
    await user.click(await button('Set up'));
    await screen.findByRole('heading', { name: 'Ready to play' });
    const snapshot = await engine.handlers.getSnapshot({});
    expect(snapshot.ok && snapshot.value.tunnel.service).toBe('installed');
  });

  it('goes on without it once it is unticked after a refusal', async () => {
    const { engine, user } = await atRights();
    engine.failNext('installHelper', fault('helper.install-failed', { reason: 'no-systemd' }));
    await user.click(await screen.findByLabelText('Don’t ask again'));
    await user.click(await button('Set up'));
    expect((await screen.findByRole('alert')).textContent).toContain('not run by systemd');
    await user.click(screen.getByLabelText('Don’t ask again'));
    await user.click(await button('Try again'));
    await waitFor(() => screen.getByRole('heading', { name: 'Ready to play' }));
    const snapshot = await engine.handlers.getSnapshot({});
    expect(snapshot.ok && snapshot.value.tunnel.service).toBe('absent');
  });
});

import { render } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { GamesSection } from '../../renderer/screens/network/games-section.tsx';
import { fault } from '../../shared/faults/fault.ts';
import type { PartyView } from '../../shared/model/snapshot.ts';
import { showing } from './helpers.tsx';

async function told(games: NonNullable<PartyView['games']> | null): Promise<string> {
  await showing('hosting');
  return render(<GamesSection games={games} />).container.textContent;
}

const on = { state: 'on', fault: null, sent: 12, received: 1, capped: 0 } as const;

describe('LAN games, in the details of the network', () => {
  it('are told as announced, with how often', async () => {
    const text = await told(on);
    expect(text).toContain(
      'Games on this computer are announced to your friends. 12 announcements sent to friends, 1 received.',
    );
    expect(text).not.toContain('held back');
  });

  it('are told as held back where they were', async () => {
    expect(await told({ ...on, capped: 1 })).toContain('1 announcement held back');
  });

  it('are told as switched off, without figures', async () => {
    const text = await told({ ...on, state: 'off', capped: 3 });
    expect(text).toContain('Switched off in the settings');
    expect(text).not.toMatch(/\d/);
  });

  it('are told as impossible with the reason and what helps', async () => {
    const lacks = fault('tunnel.discovery-unavailable', { reason: 'no-way-here', platform: 'win32' });
    const text = await told({ ...on, state: 'impossible', fault: lacks });
    expect(text).toContain('there is no way to do that on win32');
    expect(text).toContain('party address');
  });

  it('are not mentioned before anything is known of them', async () => {
    expect(await told(null)).toBe('');
  });
});

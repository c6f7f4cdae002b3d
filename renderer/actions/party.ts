import { formatInvite, parseInvite } from '../../shared/invite/link.ts';
import type { CallOutput } from '../../shared/ipc/api.ts';
import type { Result } from '../../shared/result.ts';
import { engine, expectActivity } from '../stores/connect.ts';
import { go, writeInvite } from '../stores/ui-store.ts';

/** Makes a party and goes to it. */
export async function createParty(name: string): Promise<Result<CallOutput<'createParty'>>> {
  const settled = expectActivity('creating');
  const result = await engine().createParty({ name: name.trim() });
  settled();
  if (result.ok) go({ screen: 'parties' });
  return result;
}

/** Joins a party by link or code and goes to it. An invite that can't be right is refused without asking anybody. */
export async function joinParty(invite: string): Promise<Result<CallOutput<'joinParty'>>> {
  const parsed = parseInvite(invite);
  if (!parsed.ok) return parsed;
  const settled = expectActivity('joining');
  const result = await engine().joinParty({ invite: formatInvite(parsed.value) });
  settled();
  if (!result.ok) return result;
  writeInvite('');
  go({ screen: 'parties' });
  return result;
}

/** Leaves the party; the engine takes the tunnel down. */
export async function leaveParty(): Promise<Result<CallOutput<'leaveParty'>>> {
  const settled = expectActivity('leaving');
  const result = await engine().leaveParty({});
  settled();
  return result;
}

/** Joins one of the recent parties again and goes to it. */
export async function rejoinParty(id: string): Promise<Result<CallOutput<'rejoinParty'>>> {
  const settled = expectActivity('joining');
  const result = await engine().rejoinParty({ id });
  settled();
  if (result.ok) go({ screen: 'parties' });
  return result;
}

/** Makes one of the recent parties again here, with its code, and goes to it. */
export async function restartParty(id: string): Promise<Result<CallOutput<'rejoinParty'>>> {
  const settled = expectActivity('creating');
  const result = await engine().rejoinParty({ id, anew: true });
  settled();
  if (result.ok) go({ screen: 'parties' });
  return result;
}

export function forgetParty(id: string): Promise<Result<CallOutput<'forgetParty'>>> {
  return engine().forgetParty({ id });
}

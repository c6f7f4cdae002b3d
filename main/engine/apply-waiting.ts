/** Brings into force what waits, by the smallest thing that does. */
import { fault } from '../../shared/faults/fault.ts';
import type { CallOutput } from '../../shared/ipc/api.ts';
import type { WaitingSetting } from '../../shared/model/settings/waiting.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import type { SettingsInForce } from './party/in-force.ts';
import type { PartyManager } from './party/party-manager.ts';

export interface ApplyOptions {
  readonly inForce: Pick<SettingsInForce, 'waiting'>;
  readonly parties: Pick<PartyManager, 'restartTunnel' | 'reenter'>;
}

/** @fault settings.needs-restart - what waits is for the next start alone. Faults of making a tunnel or party anew. */
export async function applyWaiting({
  inForce,
  parties,
}: ApplyOptions): Promise<Result<CallOutput<'applyWaiting'>>> {
  const before = inForce.waiting();
  const done = await bringIntoForce(before, parties);
  if (!done.ok) return done;
  const waiting = inForce.waiting();
  const left = new Set(waiting.map(({ name }) => name));
  const applied = before.map(({ name }) => name).filter((name) => !left.has(name));
  return ok({ applied, waiting });
}

async function bringIntoForce(
  waiting: readonly WaitingSetting[],
  parties: ApplyOptions['parties'],
): Promise<Result<void>> {
  const waitsFor = (moment: WaitingSetting['until']) => waiting.some(({ until }) => until === moment);
  // A party that is entered again makes its tunnel anew.
  if (waitsFor('party')) return parties.reenter();
  if (waitsFor('tunnel')) return parties.restartTunnel();
  if (waiting.length === 0) return ok(undefined);
  return fail(fault('settings.needs-restart', { settings: waiting.map(({ name }) => name).join(', ') }));
}

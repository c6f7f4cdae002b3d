import type { CallOutput } from '../../shared/ipc/api.ts';
import type { TrialRequest, TrialType } from '../../shared/model/trial.ts';
import type { Result } from '../../shared/result.ts';
import { beginTrial } from '../model/trial-run.ts';
import { engine } from '../stores/connect.ts';
import { workStore } from '../stores/work-store.ts';

/** Those with one member; `routing` is about all of them. */
export type PeerTrial = Exclude<TrialType, 'routing'>;

/** Tests the link to a member. Sizes and times are the contract's own defaults. */
export async function startTrial(type: PeerTrial, peer: string): Promise<Result<CallOutput<'startTrial'>>> {
  workStore.setState({ trial: beginTrial(type, peer) });
  // Every type takes a place and has defaults for the rest, which the union can't say.
  const started = await engine().startTrial({ type, to: peer } as TrialRequest);
  workStore.setState(({ trial }) => ({
    trial: started.ok ? trial && { ...trial, run: started.value.run } : null,
  }));
  return started;
}

export function stopTrial(run: number): Promise<Result<CallOutput<'stopTrial'>>> {
  return engine().stopTrial({ run });
}

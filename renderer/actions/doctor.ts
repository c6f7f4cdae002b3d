import type { CallOutput } from '../../shared/ipc/api.ts';
import type { Finding, RemedyId } from '../../shared/model/doctor.ts';
import type { Result } from '../../shared/result.ts';
import { begin, takeOutcome } from '../model/doctor-run.ts';
import { engine } from '../stores/connect.ts';
import { workStore } from '../stores/work-store.ts';

/** Runs all checks; a run that is under way is stopped. */
export async function startDoctor(): Promise<Result<CallOutput<'startDoctor'>>> {
  const started = await engine().startDoctor({});
  // Its first words may have come before the answer.
  if (started.ok && workStore.getState().doctor.run < started.value.run) {
    workStore.setState({ doctor: begin(started.value.run) });
  }
  return started;
}

export function stopDoctor(): Promise<Result<CallOutput<'stopDoctor'>>> {
  return engine().stopDoctor({});
}

/** Carries out what a finding asks for; the check is run again and shown with before and after. */
export async function applyRemedy(
  { check, peer }: Pick<Finding, 'check' | 'peer'>,
  remedy: RemedyId,
): Promise<Result<CallOutput<'applyRemedy'>>> {
  const outcome = await engine().applyRemedy({ check, peer, remedy });
  if (outcome.ok) {
    workStore.setState(({ doctor }) => ({ doctor: takeOutcome(doctor, outcome.value) }));
  }
  return outcome;
}

import { type InvitingVerdict, judgeInviting } from '../../shared/inviting/judge-inviting.ts';
import { partyOf, useEngine } from '../stores/engine-store.ts';

/** Who can join the party of now; null without one. */
export function useInviting(): InvitingVerdict | null {
  const facts = useEngine((state) => (partyOf(state) === null ? null : (state.snapshot?.inviting ?? null)));
  return facts === null ? null : judgeInviting(facts);
}

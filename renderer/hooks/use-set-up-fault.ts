import type { Fault } from '../../shared/faults/fault.ts';
import { useEngine } from '../stores/engine-store.ts';
import { useUi } from '../stores/ui-store.ts';

/** Why the last set-up failed, or what the engine itself found missing; null while it is tried again. */
export function useSetUpFault(): Fault | null {
  const { busy, fault } = useUi(({ setUp }) => setUp);
  const known = useEngine(({ snapshot }) => snapshot?.tunnel.fault ?? null);
  return busy ? null : (fault ?? known);
}

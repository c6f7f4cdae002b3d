import { useEngine } from '../stores/engine-store.ts';

/** True while the engine can't be asked for anything. */
export function useAway(): boolean {
  return useEngine(({ link }) => link !== 'online');
}

import { partyOf, useEngine } from '../stores/engine-store.ts';
import { texts } from '../texts.ts';

/** @returns what to call a member; this machine's own is marked, one that has gone keeps its id. */
export function useNames(): (id: string) => string {
  const party = useEngine(partyOf);
  return (id) => {
    if (party?.self.id === id) return texts().qualityScreen.host.you(party.self.name);
    return party?.peers.find((peer) => peer.id === id)?.name ?? id;
  };
}

import { useMemo } from 'react';
import { useShallow } from 'zustand/react/shallow';
import { type EngineState, partyOf, useEngine } from '../stores/engine-store.ts';
import { texts } from '../texts.ts';

/** @returns what to call a member; this machine's own is marked, one that has gone keeps its id. */
export function useNames(): (id: string) => string {
  // Compared one by one, because a party changes each second and its names hardly ever.
  const ids = useEngine(useShallow((state) => membersOf(state).map(({ id }) => id)));
  const names = useEngine(useShallow((state) => membersOf(state).map(({ name }) => name)));
  return useMemo(() => {
    const known = new Map(ids.map((id, i) => [id, names[i]]));
    return (id) => {
      const name = known.get(id) ?? id;
      return id === ids[0] ? texts().qualityScreen.host.you(name) : name;
    };
  }, [ids, names]);
}

/** This machine's own first. */
function membersOf(state: EngineState): readonly { readonly id: string; readonly name: string }[] {
  const party = partyOf(state);
  return party === null ? [] : [party.self, ...party.peers];
}

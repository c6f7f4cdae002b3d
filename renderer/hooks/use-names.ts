import { useMemo } from 'react';
import { partyOf, useEngine } from '../stores/engine-store.ts';
import { useKnownNames } from '../stores/names-store.ts';
import { texts } from '../texts.ts';

/** @returns what to call a member; this machine's own is marked, one that has gone keeps its last known name. */
export function useNames(): (id: string) => string {
  const names = useKnownNames();
  const self = useEngine((state) => partyOf(state)?.self.id ?? null);
  return useMemo(
    () => (id) => {
      const name = names.get(id) ?? '';
      if (name === '') return texts().gone.peer;
      return id === self ? texts().qualityScreen.host.you(name) : name;
    },
    [names, self],
  );
}

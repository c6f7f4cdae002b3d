/** What members are or were called, so that one who has left keeps the name. Fed by connect.ts with each snapshot. */
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { PartyView } from '../../shared/model/snapshot.ts';

type Names = ReadonlyMap<string, string>;

const namesStore = createStore<{ readonly names: Names }>()(() => ({ names: new Map() }));

/** By id; the same map until somebody new comes or a name changes. */
export function useKnownNames(): Names {
  return useStore(namesStore, ({ names }) => names);
}

export function followNames(party: PartyView | null): void {
  if (party === null) return;
  const { names } = namesStore.getState();
  const fresh = [party.self, ...party.peers].filter(({ id, name }) => names.get(id) !== name);
  if (fresh.length === 0) return;
  namesStore.setState({ names: new Map([...names, ...fresh.map(({ id, name }) => [id, name] as const)]) });
}

/** Who became direct lately. Fed by connect.ts with each step of the snapshot. */
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { Snapshot } from '../../shared/model/snapshot.ts';
import { noteUpgrades, type Upgrade } from '../model/upgrades.ts';

const upgradeStore = createStore<readonly Upgrade[]>()(() => []);

export function useUpgrades(): readonly Upgrade[] {
  return useStore(upgradeStore);
}

export function followUpgrades(before: Snapshot, after: Snapshot): void {
  const known = upgradeStore.getState();
  const next = noteUpgrades(known, before.party, after.party, performance.now());
  if (next !== known) upgradeStore.setState(next, true);
}

/** A mirror of the engine. Written by connect.ts alone; everything else reads through narrow selectors. */
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { Settings } from '../../shared/model/settings.ts';
import type { PartyView, PeerView, Snapshot } from '../../shared/model/snapshot.ts';
import type { LinkStatus } from '../api/connection.ts';

export type Activity = Snapshot['activity'];

export interface EngineState {
  readonly link: LinkStatus;
  readonly snapshot: Snapshot | null;
  /** Null until they were read, and while they can't be. */
  readonly settings: Settings | null;
  /** `performance.now()` when the engine was lost, for "updated 12 s ago". */
  readonly liveUntil: number;
  /** What a click started and the engine hasn't said yet. */
  readonly expected: Activity | null;
}

export const blankEngine: EngineState = {
  link: 'connecting',
  snapshot: null,
  settings: null,
  liveUntil: 0,
  expected: null,
};

export const engineStore = createStore<EngineState>()(() => blankEngine);

/** Reads a part of the mirror; renders again only when that part changes. */
export function useEngine<T>(selector: (state: EngineState) => T): T {
  return useStore(engineStore, selector);
}

/** What is under way, the click included. */
export function activityOf({ expected, snapshot }: EngineState): Activity {
  return expected ?? snapshot?.activity ?? 'idle';
}

export function partyOf({ snapshot }: EngineState): PartyView | null {
  return snapshot?.party ?? null;
}

export function peerOf(id: string | null): (state: EngineState) => PeerView | null {
  return (state) => partyOf(state)?.peers.find((peer) => peer.id === id) ?? null;
}

/** Name of the party that is being taken up again, which is the one of last time; null while none is, or it has no name. */
export function returningParty(state: EngineState): string | null {
  return activityOf(state) === 'resuming' ? (state.snapshot?.recent[0]?.name ?? null) : null;
}

/** True while no tunnel can be made on this machine until somebody acts. */
export function needsSetUp({ snapshot }: EngineState): boolean {
  const state = snapshot?.tunnel.state;
  return state === 'helper-missing' || state === 'wireguard-missing';
}

/** True while the values on the screen may be old: the engine is away, or has no tunnel to measure anything by. */
export function isStale(state: EngineState): boolean {
  const { link, snapshot } = state;
  return snapshot !== null && (link !== 'online' || (snapshot.party !== null && needsSetUp(state)));
}

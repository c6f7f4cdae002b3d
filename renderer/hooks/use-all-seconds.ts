import { useSyncExternalStore } from 'react';
import { type Second, toSeconds } from '../model/seconds.ts';
import { SAMPLE_WINDOW_S, samples } from '../stores/samples.ts';
import { subscribeWhileVisible } from './use-samples.ts';

/** The last two minutes of several peers. Renders once a second at most, and not at all while the window is hidden. */
export function useAllSeconds(peers: readonly string[]): ReadonlyMap<string, readonly Second[]> {
  useSyncExternalStore(subscribeWhileVisible, samples.version);
  return new Map(peers.map((peer) => [peer, toSeconds(samples.of(peer), SAMPLE_WINDOW_S)]));
}

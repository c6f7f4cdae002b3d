import { useSyncExternalStore } from 'react';
import { type AllPoints, type Point, samples } from '../stores/samples.ts';

/** Samples of one peer, oldest first. Renders once a second at most, and not at all while the window is hidden. */
export function useSamples(peer: string): readonly Point[] {
  return useSyncExternalStore(subscribeWhileVisible, () => samples.of(peer));
}

/** Samples of all peers; as seldom as those of one. */
export function useAllSamples(): AllPoints {
  return useSyncExternalStore(subscribeWhileVisible, samples.all);
}

/** Tells of new samples, but not while the window is hidden. */
function subscribeWhileVisible(listener: () => void): () => void {
  const whenVisible = () => {
    if (!document.hidden) listener();
  };
  const stop = samples.subscribe(whenVisible);
  document.addEventListener('visibilitychange', whenVisible);
  return () => {
    stop();
    document.removeEventListener('visibilitychange', whenVisible);
  };
}

import { useSyncExternalStore } from 'react';
import { sparkTop } from '../model/spark-top.ts';
import { type AllPoints, type Point, samples } from '../stores/samples.ts';

/** Samples of one peer, oldest first. Renders once a second at most, and not at all while the window is hidden. */
export function useSamples(peer: string): readonly Point[] {
  return useSyncExternalStore(subscribeWhileVisible, () => samples.of(peer));
}

/** Samples of all peers; as seldom as those of one. */
export function useAllSamples(): AllPoints {
  return useSyncExternalStore(subscribeWhileVisible, samples.all);
}

/** The top of the scale that all small lines share, in ms; renders only when it changes. */
export function useSparkTop(): number {
  return useSyncExternalStore(subscribeWhileVisible, currentSparkTop);
}

/** Every line of the roster asks for it after each sample: it is found once. */
let known: { readonly points: AllPoints; readonly topMs: number } | null = null;

function currentSparkTop(): number {
  const points = samples.all();
  if (known?.points !== points) known = { points, topMs: sparkTop(points) };
  return known.topMs;
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

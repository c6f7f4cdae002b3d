/** Echo samples of the last two minutes, outside React: a version counter tells the charts when to look again. */
import type { Sample } from '../../shared/model/snapshot.ts';

/** One second each: the live window of the chart. */
export const SAMPLE_WINDOW_S = 120;

export type Point = Pick<Sample, 'at' | 'rttMs'>;

export interface Samples {
  /** Takes what is newer than the last sample of its peer. */
  append(samples: readonly Sample[]): void;
  clear(): void;
  /** Oldest first; the array is the same until the next sample of this peer. */
  of(peer: string): readonly Point[];
  /** Changes with each append. */
  version(): number;
  subscribe(listener: () => void): () => void;
}

const NONE: readonly Point[] = [];

/** Makes an empty buffer that keeps the newest `capacity` samples of each peer. */
export function createSamples(capacity = SAMPLE_WINDOW_S): Samples {
  const byPeer = new Map<string, readonly Point[]>();
  const listeners = new Set<() => void>();
  let version = 0;

  function changed(): void {
    version += 1;
    for (const listener of listeners) listener();
  }

  return {
    append(samples) {
      for (const { peer, at, rttMs } of samples) {
        const kept = byPeer.get(peer) ?? NONE;
        if (at <= (kept.at(-1)?.at ?? Number.NEGATIVE_INFINITY)) continue;
        byPeer.set(peer, [...kept.slice(-(capacity - 1)), { at, rttMs }]);
      }
      changed();
    },
    clear() {
      byPeer.clear();
      changed();
    },
    of: (peer) => byPeer.get(peer) ?? NONE,
    version: () => version,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

export const samples = createSamples();

/** Echo samples of the last two minutes, outside React: a version counter tells the charts when to look again. */
import type { Sample } from '../../shared/model/snapshot.ts';

/** The live window of the chart. */
export const SAMPLE_WINDOW_S = 120;
/** An echo a second, and the quick ones at the start of a link. */
const CAPACITY = 2 * SAMPLE_WINDOW_S;

export type Point = Pick<Sample, 'at' | 'rttMs'>;

export interface Samples {
  /** Takes samples in any order: a lost echo is known later than the answered ones after it. None is taken twice. */
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
export function createSamples(capacity = CAPACITY): Samples {
  const byPeer = new Map<string, readonly Point[]>();
  const listeners = new Set<() => void>();
  let version = 0;

  function changed(): void {
    version += 1;
    for (const listener of listeners) listener();
  }

  return {
    append(samples) {
      for (const [peer, added] of Map.groupBy(samples, (sample) => sample.peer)) {
        const points = new Map(
          [...(byPeer.get(peer) ?? NONE), ...added].map(({ at, rttMs }) => [at, { at, rttMs }]),
        );
        const sorted = [...points.values()].sort((a, b) => a.at - b.at);
        byPeer.set(peer, sorted.slice(-capacity));
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

/** Echo samples of the last two minutes, outside React: a new value tells the charts to look again. */
import { Listeners } from '../../shared/listeners.ts';
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
  /** By peer, each oldest first; the map is the same until the next append. */
  all(): AllPoints;
  subscribe(listener: () => void): () => void;
}

export type AllPoints = ReadonlyMap<string, readonly Point[]>;

const NONE: readonly Point[] = [];

/** Makes an empty buffer that keeps the newest `capacity` samples of each peer. */
export function createSamples(capacity = CAPACITY): Samples {
  let byPeer: AllPoints = new Map();
  const listeners = new Listeners<void>();

  function become(points: AllPoints): void {
    byPeer = points;
    listeners.tell();
  }

  return {
    append(samples) {
      const next = new Map(byPeer);
      for (const [peer, added] of Map.groupBy(samples, (sample) => sample.peer)) {
        next.set(peer, merge(next.get(peer) ?? NONE, added).slice(-capacity));
      }
      become(next);
    },
    clear() {
      become(new Map());
    },
    of: (peer) => byPeer.get(peer) ?? NONE,
    all: () => byPeer,
    subscribe: (listener) => listeners.add(listener),
  };
}

/** One sample after all others is what comes each second. */
function merge(known: readonly Point[], added: readonly Point[]): readonly Point[] {
  const [first] = added;
  if (first === undefined) return known;
  if (added.length === 1 && first.at > (known.at(-1)?.at ?? -Infinity))
    return [...known, { at: first.at, rttMs: first.rttMs }];
  const points = new Map([...known, ...added].map(({ at, rttMs }) => [at, { at, rttMs }]));
  return [...points.values()].sort((a, b) => a.at - b.at);
}

export const samples = createSamples();

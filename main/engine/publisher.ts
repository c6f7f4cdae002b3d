import type { EventName, EventValue } from '../../shared/ipc/api.ts';
import type { Sample, Snapshot } from '../../shared/model/snapshot.ts';
import type { Clock } from '../base/clock.ts';

/** Changes that come together are shown together; faster than anybody sees. */
const GATHER_MS = 50;
/** Charts redraw once a second. */
const SAMPLES_MS = 1000;

type Listeners = { readonly [N in EventName]: Set<(value: EventValue<N>) => void> };

/** Turns many small changes into few numbered snapshots, and samples into one batch a second. */
export class Publisher {
  readonly #clock: Clock;
  readonly #build: (seq: number) => Snapshot;
  readonly #listeners: Listeners = { snapshotChanged: new Set(), samples: new Set() };
  #seq = 0;
  #scheduled = false;
  #samples: Sample[] = [];

  constructor(clock: Clock, build: (seq: number) => Snapshot) {
    this.#clock = clock;
    this.#build = build;
  }

  on<N extends EventName>(name: N, listener: (value: EventValue<N>) => void): () => void {
    const listeners: Set<(value: EventValue<N>) => void> = this.#listeners[name];
    listeners.add(listener);
    return () => listeners.delete(listener);
  }

  /** The state now, under a number of its own. */
  snapshot(): Snapshot {
    return this.#build(++this.#seq);
  }

  /** Something may have changed. */
  touch(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    this.#clock.after(GATHER_MS, () => {
      this.#scheduled = false;
      if (this.#listeners.snapshotChanged.size === 0) return;
      const snapshot = this.snapshot();
      for (const listener of this.#listeners.snapshotChanged) listener(snapshot);
    });
  }

  sample(sample: Sample): void {
    this.#samples.push(sample);
    if (this.#samples.length > 1) return;
    this.#clock.after(SAMPLES_MS, () => {
      const batch = this.#samples;
      this.#samples = [];
      for (const listener of this.#listeners.samples) listener(batch);
    });
  }
}

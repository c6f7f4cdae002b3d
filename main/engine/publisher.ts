import type { EventName, EventValue, EventValues } from '../../shared/ipc/api.ts';
import { NamedListeners } from '../../shared/listeners.ts';
import type { Sample, Snapshot } from '../../shared/model/snapshot.ts';
import type { Clock } from '../base/clock.ts';

/** Changes that come together are shown together; faster than anybody sees. */
const GATHER_MS = 50;
/** Charts redraw once a second. */
const SAMPLES_MS = 1000;

/** Turns many small changes into few numbered snapshots, and samples into one batch a second. */
export class Publisher {
  readonly #clock: Clock;
  readonly #build: (seq: number) => Snapshot;
  readonly #listeners = new NamedListeners<EventValues>();
  #seq = 0;
  #scheduled = false;
  #samples: Sample[] = [];

  constructor(clock: Clock, build: (seq: number) => Snapshot) {
    this.#clock = clock;
    this.#build = build;
  }

  on<N extends EventName>(name: N, listener: (value: EventValue<N>) => void): () => void {
    return this.#listeners.on(name, listener);
  }

  /** Tells everybody who listens. */
  emit<N extends EventName>(name: N, value: EventValue<N>): void {
    this.#listeners.tell(name, value);
  }

  /** Whether anybody would hear it. */
  isHeard(name: EventName): boolean {
    return this.#listeners.isHeard(name);
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
      if (this.isHeard('snapshotChanged')) this.emit('snapshotChanged', this.snapshot());
    });
  }

  /** Tells nobody anything any more; what it would tell of is being taken down. */
  close(): void {
    this.#listeners.clear();
  }

  sample(sample: Sample): void {
    this.#samples.push(sample);
    if (this.#samples.length > 1) return;
    this.#clock.after(SAMPLES_MS, () => {
      const batch = this.#samples;
      this.#samples = [];
      this.emit('samples', batch);
    });
  }
}

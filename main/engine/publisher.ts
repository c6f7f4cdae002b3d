import type { EventName, EventValue, EventValues } from '../../shared/ipc/api.ts';
import { NamedListeners } from '../../shared/listeners.ts';
import type { Sample, Snapshot } from '../../shared/model/snapshot.ts';
import type { Clock } from '../base/clock.ts';
import { nextMultiple } from '../base/time.ts';

/** Changes that come together are shown together; faster than anybody sees. */
const GATHER_MS = 50;
/** Charts redraw once a second, and figures change in every one: they go out with the beat of all else. */
const BEAT_MS = 1000;

/** Turns many small changes into few numbered snapshots, and samples into one batch a second; nothing while nobody listens. */
export class Publisher {
  readonly #clock: Clock;
  readonly #build: (seq: number) => Snapshot;
  readonly #listeners = new NamedListeners<EventValues>();
  #seq = 0;
  /** When the next snapshot goes out by itself; infinite: nothing has changed since the last one. */
  #dueMs = Number.POSITIVE_INFINITY;
  #cancel = (): void => undefined;
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

  /** Something may have changed. @param what - figures alone wait for the next beat. */
  touch(what: 'state' | 'figures' = 'state'): void {
    if (!this.isHeard('snapshotChanged')) return;
    const nowMs = this.#clock.now();
    const dueMs = what === 'state' ? nowMs + GATHER_MS : nextMultiple(nowMs, BEAT_MS);
    if (dueMs >= this.#dueMs) return;
    this.#cancel();
    this.#dueMs = dueMs;
    this.#cancel = this.#clock.after(dueMs - nowMs, () => {
      this.#dueMs = Number.POSITIVE_INFINITY;
      if (this.isHeard('snapshotChanged')) this.emit('snapshotChanged', this.snapshot());
    });
  }

  /** Tells nobody anything any more; what it would tell of is being taken down. */
  close(): void {
    this.#listeners.clear();
  }

  sample(sample: Sample): void {
    if (!this.isHeard('samples')) return;
    this.#samples.push(sample);
    if (this.#samples.length > 1) return;
    const nowMs = this.#clock.now();
    this.#clock.after(nextMultiple(nowMs, BEAT_MS) - nowMs, () => {
      const batch = this.#samples;
      this.#samples = [];
      this.emit('samples', batch);
    });
  }
}

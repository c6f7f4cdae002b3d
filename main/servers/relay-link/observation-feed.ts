/** What the relay has seen of its clients, told to a control server at a pace that it takes. */
import type { ObservedVia } from '../../../shared/control/messages.ts';
import type { Clock } from '../../base/clock.ts';

export interface Observation {
  readonly key: string;
  readonly endpoint: string;
  readonly via: ObservedVia;
}

/** A control server takes 32 messages a second and 256 at once: two windows in a row stay below both. */
const WINDOW_MS = 4_000;
const PER_WINDOW = 100;
/** Above the clients of any relay, each seen by it and its probe; the longest unchanged goes first. */
const KEPT = 65_536;

export class ObservationFeed {
  readonly #clock: Clock;
  /** The latest of each key and way. */
  readonly #known = new Map<string, Observation>();
  /** Names in `#known` that the server has not been told. */
  readonly #due = new Set<string>();
  #send: ((observation: Observation) => void) | null = null;
  #left = PER_WINDOW;
  #windowOpen = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Notes what was seen; what is no news is not told. */
  note(observation: Observation): void {
    const name = `${observation.via} ${observation.key}`;
    if (this.#known.get(name)?.endpoint === observation.endpoint) return;
    this.#known.delete(name);
    this.#known.set(name, observation);
    const [oldest] = this.#known.keys();
    if (this.#known.size > KEPT && oldest !== undefined) this.#drop(oldest);
    this.#due.add(name);
    this.#drain();
  }

  /** Begins to tell a server, from the beginning: it may have forgotten everything, or be another one. */
  attach(send: (observation: Observation) => void): void {
    this.#send = send;
    for (const name of this.#known.keys()) this.#due.add(name);
    this.#drain();
  }

  /** Keeps what comes for the next server. */
  detach(): void {
    this.#send = null;
  }

  #drain(): void {
    for (const name of this.#due) {
      if (this.#send === null || this.#left === 0) return;
      this.#due.delete(name);
      const observation = this.#known.get(name);
      if (observation === undefined) continue;
      this.#left--;
      this.#openWindow();
      this.#send(observation);
    }
  }

  #openWindow(): void {
    if (this.#windowOpen) return;
    this.#windowOpen = true;
    this.#clock.after(WINDOW_MS, () => {
      this.#windowOpen = false;
      this.#left = PER_WINDOW;
      this.#drain();
    });
  }

  #drop(name: string): void {
    this.#known.delete(name);
    this.#due.delete(name);
  }
}

/** Room for work that takes a thread, such that what is slow never keeps what is quick waiting for long. */
import type { Clock } from '../../../base/clock.ts';
import { pause } from '../../../base/time.ts';
import { Workers } from './workers.ts';

/** libuv has four threads, of which files and the rest need one. */
const QUICK_AT_ONCE = 2;
const SLOW_AT_ONCE = 1;
/** An answer from far away is here by then. */
const SLOW_FROM_MS = 1000;

export class QuickAndSlow {
  readonly #clock: Clock;
  readonly #quick = new Workers(QUICK_AT_ONCE);
  readonly #slow = new Workers(SLOW_AT_ONCE);
  /** What took long last time. */
  readonly #known = new Set<string>();
  readonly #never = new AbortController().signal;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Runs the work when there is room for its kind. @param key - what is remembered as slow or quick. */
  async run<T>(key: string, work: () => Promise<T>): Promise<T> {
    const { promise, resolve } = Promise.withResolvers<Promise<T>>();
    const timed = async (): Promise<void> => {
      const working = work();
      resolve(working);
      await this.#judge(key, working);
    };
    if (this.#known.has(key)) void this.#slow.run(timed, this.#never);
    else void this.#quick.run(timed, this.#never);
    return promise;
  }

  /** Settles when the work is done, or goes on in the room for what is slow. */
  async #judge(key: string, working: Promise<unknown>): Promise<void> {
    const wasKnown = this.#known.has(key);
    const over = new AbortController();
    const done = working.then(
      () => true,
      () => true,
    );
    const isQuick = await Promise.race([
      done,
      pause(this.#clock, SLOW_FROM_MS, over.signal).then(() => false),
    ]);
    over.abort();
    if (isQuick) {
      this.#known.delete(key);
      return;
    }
    this.#known.add(key);
    if (wasKnown) await done;
    else await Promise.race([done, this.#moved(done)]);
  }

  /** Settles once the work has been given room among what is slow. */
  #moved(done: Promise<unknown>): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const go = (): Promise<unknown> => {
      resolve();
      return done;
    };
    void this.#slow.run(go, this.#never);
    return promise;
  }
}

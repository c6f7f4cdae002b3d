/** Notices when this computer has no time for us: a timer that comes late by more than it should. */
import type { Clock } from '../../../base/clock.ts';
import { nextMultiple } from '../../../base/time.ts';

/** With the beat of all else, so that nobody is woken for it alone. */
const CALM_MS = 1000;
/** Shorter than a stall that players notice. */
const QUICK_MS = 100;

export class StallWatch {
  readonly #clock: Clock;
  readonly #onTick: (lateMs: number) => void;
  #isQuick = false;
  #cancel = (): void => undefined;

  /** Watches at once. @param onTick - is told each time how late the timer came, in ms (0 is on time). */
  constructor(clock: Clock, onTick: (lateMs: number) => void) {
    this.#clock = clock;
    this.#onTick = onTick;
    this.#wait();
  }

  /** @param isQuick - ten times a second, while every stall counts; else once. */
  setQuick(isQuick: boolean): void {
    if (isQuick === this.#isQuick) return;
    this.#isQuick = isQuick;
    this.#wait();
  }

  close(): void {
    this.#cancel();
  }

  #wait(): void {
    this.#cancel();
    const clock = this.#clock;
    const nowMs = clock.now();
    const dueMs = nextMultiple(nowMs, this.#isQuick ? QUICK_MS : CALM_MS);
    this.#cancel = clock.after(dueMs - nowMs, () => {
      this.#onTick(Math.max(0, clock.now() - dueMs));
      this.#wait();
    });
  }
}

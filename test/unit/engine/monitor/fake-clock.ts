/** A clock that stands until it is advanced; its wall clock can be set apart from its monotonic one. */
import type { Clock } from '../../../../main/base/clock.ts';

interface Timer {
  readonly at: number;
  readonly callback: () => void;
}

export class FakeClock implements Clock {
  wall = 1_700_000_000_000;
  readonly #timers = new Set<Timer>();
  #now = 0;

  now(): number {
    return this.#now;
  }

  date(): Date {
    return new Date(this.wall);
  }

  after(ms: number, callback: () => void): () => void {
    const timer = { at: this.#now + Math.max(0, ms), callback };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  get waiting(): number {
    return this.#timers.size;
  }

  /** Lets time pass, and what is due happen in its order. */
  advance(ms: number): void {
    const end = this.#now + ms;
    for (;;) {
      const [next] = [...this.#timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
      if (next === undefined) break;
      this.#timers.delete(next);
      this.#move(next.at);
      next.callback();
    }
    this.#move(end);
  }

  /** Time passes without a chance for anything to happen: a sleep, or an event loop that is kept busy. */
  jump(ms: number): void {
    this.#move(this.#now + ms);
  }

  /** As {@link advance}, with promises settled after each `stepMs`. */
  async pass(ms: number, stepMs = 10): Promise<void> {
    for (let passed = 0; passed < ms; passed += stepMs) {
      this.advance(Math.min(stepMs, ms - passed));
      for (let turn = 0; turn < 8; turn++) await Promise.resolve();
    }
  }

  #move(to: number): void {
    if (to < this.#now) return;
    this.wall += to - this.#now;
    this.#now = to;
  }
}

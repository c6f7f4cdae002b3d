/** A clock that goes only when told to; its wall clock can be set, as people and time servers do. */
import type { Clock } from '../../../../main/base/clock.ts';

export const NOON = Date.parse('2026-11-21T12:00:00Z');

export class WallClock implements Clock {
  #nowMs = 5_000_000;
  #wallMs = NOON;
  #timers: { readonly atMs: number; readonly callback: () => void }[] = [];

  now(): number {
    return this.#nowMs;
  }

  date(): Date {
    return new Date(this.#wallMs);
  }

  get wallMs(): number {
    return this.#wallMs;
  }

  after(ms: number, callback: () => void): () => void {
    const timer = { atMs: this.#nowMs + ms, callback };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((held) => held !== timer);
    };
  }

  /** Sets the wall clock alone. */
  jump(ms: number): void {
    this.#wallMs += ms;
  }

  pass(ms: number): void {
    const untilMs = this.#nowMs + ms;
    for (;;) {
      const due = this.#timers.filter(({ atMs }) => atMs <= untilMs).sort((a, b) => a.atMs - b.atMs)[0];
      if (due === undefined) break;
      this.#timers = this.#timers.filter((held) => held !== due);
      this.#go(due.atMs - this.#nowMs);
      due.callback();
    }
    this.#go(untilMs - this.#nowMs);
  }

  #go(ms: number): void {
    this.#nowMs += ms;
    this.#wallMs += ms;
  }
}

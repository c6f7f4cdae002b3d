/** Time that passes only when it is told to. What is due happens in order. */
import type { Clock } from '../../main/base/clock.ts';
import { Agenda } from './agenda.ts';

const EPOCH_MS = Date.UTC(2026, 10, 21, 20, 0, 0);
/** Promises that lead to promises that lead to timers. */
const TURNS = 12;

export class FakeClock implements Clock {
  readonly #agenda = new Agenda();
  #nowMs: number;
  #wallMs: number;

  constructor({ nowMs = 0, wallMs = EPOCH_MS } = {}) {
    this.#nowMs = nowMs;
    this.#wallMs = wallMs;
  }

  get nowMs(): number {
    return this.#nowMs;
  }

  get wallMs(): number {
    return this.#wallMs;
  }

  /** Whether nothing is to happen any more, however long one waits. */
  get isIdle(): boolean {
    return this.#agenda.nextAtMs() === Number.POSITIVE_INFINITY;
  }

  now(): number {
    return this.#nowMs;
  }

  /** When the next thing is due; infinite: nothing is. */
  nextAtMs(): number {
    return this.#agenda.nextAtMs();
  }

  date(): Date {
    return new Date(this.#wallMs);
  }

  after(ms: number, run: () => void): () => void {
    return this.#agenda.add(this.#nowMs + Math.max(0, ms), run);
  }

  /** @param atMs - now where that is past. */
  at(atMs: number, run: () => void): () => void {
    return this.after(atMs - this.#nowMs, run);
  }

  /** Lets time pass, and everything that is due meanwhile happen. */
  advance(ms: number): void {
    this.runUntil(this.#nowMs + ms);
  }

  runUntil(ms: number): void {
    for (let next = this.#agenda.take(ms); next !== null; next = this.#agenda.take(ms)) {
      this.#move(next.atMs);
      next.run();
    }
    this.#move(ms);
  }

  /** As {@link advance}, and promises are settled before, and after each step. */
  async pass(ms: number, stepMs = 10): Promise<void> {
    await settle();
    for (let passed = 0; passed < ms; passed += stepMs) {
      this.advance(Math.min(stepMs, ms - passed));
      await settle();
    }
  }

  /** Time passes without a chance for anything to happen: a sleep, or an event loop that is kept busy. */
  sleep(ms: number): void {
    this.#move(this.#nowMs + ms);
  }

  /** Sets the wall clock alone, as people and time servers do. */
  shiftWall(ms: number): void {
    this.#wallMs += ms;
  }

  #move(toMs: number): void {
    if (toMs <= this.#nowMs) return;
    this.#wallMs += toMs - this.#nowMs;
    this.#nowMs = toMs;
  }
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < TURNS; turn++) await Promise.resolve();
}

/** Time that passes from one thing that is due to the next, and waits for whatever takes real time. */
import type { World } from '../world.ts';
import { settle } from './real-work.ts';

const PATIENCE_MS = 60_000;

export class PassingTime {
  readonly world: World;

  constructor(world: World) {
    this.world = world;
  }

  /** Lets time pass, as long as it takes everybody to do what is due. */
  async pass(ms: number): Promise<void> {
    const endMs = this.world.nowMs + ms;
    await settle();
    for (let next = this.world.nextAtMs(); next <= endMs; next = this.world.nextAtMs()) {
      this.world.runUntil(next);
      await settle();
    }
    this.world.runUntil(endMs);
  }

  /** Lets time pass until something is so. */
  async until(isSo: () => boolean, what: string, withinMs = PATIENCE_MS): Promise<void> {
    const endMs = this.world.nowMs + withinMs;
    await settle();
    while (!isSo()) {
      const next = this.world.nextAtMs();
      if (next > endMs) throw new Error(`not within ${withinMs} ms: ${what}`);
      this.world.runUntil(next);
      await settle();
    }
  }

  /** Lets time pass until this is done. */
  async run<T>(work: Promise<T>, withinMs = PATIENCE_MS): Promise<T> {
    let isDone = false;
    const mark = (): void => {
      isDone = true;
    };
    work.then(mark, mark);
    await this.until(() => isDone, 'what was asked for is done', withinMs);
    return work;
  }
}

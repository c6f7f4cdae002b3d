/** Limits how many probes that cost a process or a connection run at once. First come, first served. */
export class Workers {
  readonly #limit: number;
  readonly #waiting = new Set<() => void>();
  #busy = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Runs the task when there is room. @param signal - aborted while it waits, it is not run and this gives null. */
  async run<T>(task: () => Promise<T>, signal: AbortSignal): Promise<T | null> {
    if (!(await this.#enter(signal))) return null;
    try {
      return await task();
    } finally {
      this.#leave();
    }
  }

  #enter(signal: AbortSignal): Promise<boolean> {
    if (signal.aborted) return Promise.resolve(false);
    if (this.#busy < this.#limit) {
      this.#busy++;
      return Promise.resolve(true);
    }
    return new Promise((resolve) => {
      const settle = (mayRun: boolean): void => {
        this.#waiting.delete(start);
        signal.removeEventListener('abort', giveUp);
        resolve(mayRun);
      };
      const start = (): void => settle(true);
      const giveUp = (): void => settle(false);
      this.#waiting.add(start);
      signal.addEventListener('abort', giveUp, { once: true });
    });
  }

  /** The place goes straight to whoever waits longest. */
  #leave(): void {
    const [first] = this.#waiting;
    if (first === undefined) this.#busy--;
    else first();
  }
}

/** Time as a parameter, so that every decision can be tested with a fake clock. */
export interface Clock {
  /** Monotonic ms; only differences mean something. */
  now(): number;
  /** Wall clock, for records and logs only. */
  date(): Date;
  /** Calls back once after `ms`; returns its cancel. Does not keep the process alive. */
  after(ms: number, callback: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  date: () => new Date(),
  after(ms, callback) {
    const timer = setTimeout(callback, ms);
    timer.unref();
    return () => clearTimeout(timer);
  },
};

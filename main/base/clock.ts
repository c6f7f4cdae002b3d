/** Time as a parameter, so that every decision can be tested with a fake clock. */
export interface Clock {
  /** Monotonic ms; only differences mean something. */
  now(): number;
  /** Wall clock, for records and logs only. */
  date(): Date;
  /** Calls back once after `ms`, never sooner; returns its cancel. Does not keep the process alive. */
  after(ms: number, callback: () => void): () => void;
}

/**
 * What the event loop's own ms, at which its timers come, are ahead of ours. Timers count from a whole one: without this a timer
 * comes up to 2 ms early, and work of the same moment in two or three wake-ups.
 */
const LOOP_AHEAD_MS = Number(process.hrtime.bigint()) / 1e6 - performance.now();

export const systemClock: Clock = {
  now: () => performance.now(),
  date: () => new Date(),
  after(ms, callback) {
    const loopMs = performance.now() + LOOP_AHEAD_MS;
    const timer = setTimeout(callback, Math.ceil(loopMs + ms) - Math.floor(loopMs));
    timer.unref();
    return () => clearTimeout(timer);
  },
};

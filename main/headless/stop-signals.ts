/** What a process must offer to be stopped by signals; tests replace it. */
export interface SignalSource {
  on(signal: NodeJS.Signals, listener: () => void): unknown;
  exit(code: number): unknown;
}

/** 128 + SIGINT, as shells report it. */
const EXIT_INTERRUPTED = 130;
/** One signal to a group comes again from npm, or from whatever else stands above and passes it on. */
const ECHO_MS = 500;

/**
 * Stops in order at the first SIGINT, SIGTERM or SIGHUP, and ends the process at once at the second: a person who
 * presses Ctrl-C twice doesn't want to wait.
 */
export function stopOnSignals(
  stop: () => void,
  source: SignalSource = process,
  now: () => number = () => performance.now(),
): void {
  let askedAt: number | null = null;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    source.on(signal, () => {
      if (askedAt === null) {
        askedAt = now();
        stop();
      } else if (now() - askedAt > ECHO_MS) {
        source.exit(EXIT_INTERRUPTED);
      }
    });
  }
}

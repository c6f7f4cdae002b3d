/**
 * A relay alone, for relay.test.ts: its one argument is JSON. Prints `{ready}` once bound, what it observes, and its
 * figures whenever they change.
 */
import { fileURLToPath } from 'node:url';
import { systemClock } from '../../main/base/clock.ts';
import type { Log } from '../../main/base/log/log.ts';
import type { RelayLimits } from '../../main/servers/relay/relay-limits.ts';
import { type RelayOptions, startRelay } from '../../main/servers/relay/start-relay.ts';
import type { Endpoint } from '../../shared/address.ts';

export interface RelayAloneOptions {
  readonly listen: readonly Endpoint[];
  readonly privateKey: string;
  readonly admit: readonly string[];
  readonly limits?: Partial<RelayLimits>;
  readonly kernel?: boolean;
  readonly batches?: boolean;
  /** Beside the first. */
  readonly processes?: number;
  readonly probe?: NonNullable<RelayOptions['probe']>;
}

/** Figures come often enough for a test to wait for them. */
const FIGURES_MS = 100;
const HOLD_MS = 1000;

const print = (value: object): void => console.log(JSON.stringify(value));
const write = (message: string, fields?: object): void => print({ message, ...fields });
const log: Log = { trace: write, debug: write, info: write, warn: write, error: write, child: () => log };

const { admit, processes, ...options } = JSON.parse(process.argv[2] ?? '') as RelayAloneOptions;
const entry = fileURLToPath(new URL('../../main/servers/relay/processes/relay-worker.ts', import.meta.url));
const started = await startRelay({
  ...options,
  ...(processes !== undefined && { processes: { count: processes, entry } }),
  clock: systemClock,
  log,
});
if (!started.ok) throw new Error(JSON.stringify(started.fault));
const relay = started.value;
relay.onObserved((key, observed, via) => print({ key, observed, via }));
relay.admit('party', admit);
print({ ready: true });
// So that a test can hold the first two from outside.
process.on('SIGUSR2', () => relay.hold(admit[0] ?? '', admit[1] ?? '', HOLD_MS));

let last = '';
setInterval(() => {
  const stats = relay.stats();
  if (JSON.stringify(stats) !== last) print({ stats, atMs: Math.round(performance.now()) });
  last = JSON.stringify(stats);
}, FIGURES_MS);

/** Echoes over a run of test traffic, at an even rate. */
import type { Clock } from '../../base/clock.ts';
import { pause } from '../../base/time.ts';
import type { LatencyDigest } from '../telemetry/metrics/latency-digest.ts';
import type { TrafficRun } from './traffic-run.ts';

export interface EchoOptions {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly perSecond: number;
  /** As long as `signal` allows, when absent. */
  readonly ms?: number;
  readonly sizeBytes: number;
  /** Every round trip, null lost, in the order of sending. */
  readonly digest: LatencyDigest;
  onReply?(rttMs: number): void;
}

/** Later than that an echo is lost. */
const GIVE_UP_MS = 1_000;

/** Sends echoes and waits for the last answers. @returns answers a second, of the time in which they were sent. */
export async function runEchoes(run: TrafficRun, options: EchoOptions): Promise<number> {
  const { clock, signal, perSecond, ms = Number.POSITIVE_INFINITY, sizeBytes, digest } = options;
  const rtts: (number | null)[] = [];
  let answered = 0;
  run.onReply((seq, rttMs) => {
    // One that comes twice counts once.
    if (rtts[seq] !== null || rttMs < 0 || rttMs > GIVE_UP_MS) return;
    rtts[seq] = rttMs;
    answered++;
    options.onReply?.(rttMs);
  });
  const startedMs = clock.now();
  while (!signal.aborted && clock.now() - startedMs < ms) {
    const due = Math.min(clock.now() - startedMs, ms) * (perSecond / 1000);
    while (rtts.length <= due && run.echo(rtts.length, sizeBytes)) rtts.push(null);
    await pause(clock, Math.max(1, (rtts.length * 1000) / perSecond - (clock.now() - startedMs)), signal);
  }
  const tookMs = clock.now() - startedMs;
  // The signal may be aborted already: what is under way is waited for all the same, but not longer than needed.
  for (let waited = 0; waited < GIVE_UP_MS && answered < rtts.length; waited += 50) {
    await pause(clock, 50, new AbortController().signal);
  }
  for (const rttMs of rtts) digest.add(rttMs);
  return tookMs > 0 ? (answered * 1000) / tookMs : 0;
}

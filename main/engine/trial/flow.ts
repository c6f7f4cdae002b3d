/** Test traffic one way: sent at a share of what the link carries, and measured where it arrives. */
import type { Result } from '../../../shared/result.ts';
import type { Clock } from '../../base/clock.ts';
import { paceFor } from './link-load.ts';
import { pause } from './pause.ts';
import type { Traffic } from './traffic.ts';
import { TRAFFIC_BYTES } from './traffic-packet.ts';
import type { RunFault, TrafficRun } from './traffic-run.ts';

export type Direction = 'up' | 'down';

export interface FlowOptions {
  readonly traffic: Traffic;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Party address and name of the member. */
  readonly to: string;
  readonly name: string;
  readonly direction: Direction;
  readonly ms: number;
  /** 0–1. */
  readonly share: number;
  /** About four times a second: what the link carries as far as known, and how much of the time is over, 0–1. */
  onRate(bitsPerSecond: number, share: number): void;
  /** Something that rides along on the run until `signal` is aborted, e.g. echoes. */
  readonly during?: (run: TrafficRun, signal: AbortSignal) => Promise<void>;
}

export interface FlowFigures {
  /** 0: nothing could be measured. */
  readonly bitsPerSecond: number;
  readonly lossRatio: number;
  readonly sentBytes: number;
}

const ROUND_MS = 250;
/** What is still under way when the sending stops. */
const LINGER_MS = 300;
/** While it is being filled, the start of a flow finds the pace and tells nothing of the link. */
const WARM_UP = 0.3;
/** As fast as anybody's link, and what members grant at most. */
const MOST_BYTES_PER_SECOND = 125_000_000;

/** What had arrived at some time of the receiving end's clock. */
interface Count {
  readonly packets: number;
  readonly sent: number;
  readonly bytes: number;
  readonly rate: number;
  readonly atMs: number;
}

/** Runs the traffic to its end, or until it is stopped. @fault trial.refused @fault trial.unanswered */
export async function runFlow(options: FlowOptions): Promise<Result<FlowFigures, RunFault>> {
  const { traffic, to, name, direction, ms, share, clock, signal } = options;
  const asked = MOST_BYTES_PER_SECOND;
  const durationMs = ms + 5_000;
  const run = traffic.open({ to, name, purpose: direction, bytesPerSecond: asked, durationMs, signal });
  try {
    const granted = await run.ask();
    if (!granted.ok) return granted;
    const over = new AbortController();
    const beside = options.during?.(run, over.signal);
    const counts = await exchange(run, options, granted.value.bytesPerSecond);
    over.abort();
    await beside;
    stopSending(run, direction);
    await pause(clock, LINGER_MS, signal);
    const last = (await countOf(run, options)) ?? counts.at(-1);
    return { ok: true, value: figuresOf(last === undefined ? counts : [...counts, last], share) };
  } finally {
    run.end();
  }
}

/** Sends and adjusts; gives what had arrived after each round. */
async function exchange(run: TrafficRun, options: FlowOptions, most: number): Promise<Count[]> {
  const { clock, signal, direction, ms, share } = options;
  const counts: Count[] = [];
  const startedMs = clock.now();
  let carries = 0;
  while (!signal.aborted && clock.now() - startedMs < ms) {
    const pace = paceFor(carries, share, most);
    if (direction === 'up') run.sendUp(pace);
    else run.askDown(pace);
    await pause(clock, Math.min(ROUND_MS, startedMs + ms - clock.now()), signal);
    const count = await countOf(run, options);
    if (count === null) continue;
    const before = counts.at(-1);
    counts.push(count);
    carries = carried(before, count, share) ?? carries;
    options.onRate(carries, Math.min(1, (clock.now() - startedMs) / ms));
  }
  return counts;
}

/** What the link carries: by bursts; while it is being filled, what came through since the last round. */
function carried(before: Count | undefined, count: Count, share: number): number | null {
  const byBursts = count.rate > 0 ? count.rate : null;
  if (share < 1 || before === undefined) return byBursts;
  const ms = count.atMs - before.atMs;
  const came = ms > 0 ? ((count.bytes - before.bytes) * 8000) / ms : 0;
  return came > 0 ? came : byBursts;
}

async function countOf(run: TrafficRun, { direction, clock }: FlowOptions): Promise<Count | null> {
  const report = await run.report();
  if (report === null || direction === 'up') return report === null ? null : { ...report, sent: run.sent };
  const { packets, bytes, rate } = run.meter;
  return { packets, bytes, rate, sent: report.sent, atMs: clock.now() };
}

function stopSending(run: TrafficRun, direction: Direction): void {
  if (direction === 'up') run.stopSending();
  else run.askDown({ bytesPerSecond: 0, burstPackets: 1 });
}

function figuresOf(counts: readonly Count[], share: number): FlowFigures {
  const last = counts.at(-1);
  if (last === undefined) return { bitsPerSecond: 0, lossRatio: 0, sentBytes: 0 };
  const steady = counts[Math.floor(counts.length * WARM_UP)] ?? last;
  const end = counts.at(-2) ?? last;
  const ms = end.atMs - steady.atMs;
  const filled = ms > 0 ? ((end.bytes - steady.bytes) * 8000) / ms : last.rate;
  return {
    bitsPerSecond: share < 1 ? last.rate : filled,
    lossRatio: last.sent === 0 ? 0 : Math.max(0, 1 - last.packets / last.sent),
    sentBytes: last.sent * TRAFFIC_BYTES,
  };
}

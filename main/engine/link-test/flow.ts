/** Test traffic one way: sent at a share of what the link carries, and measured where it arrives. */
import { ascending } from '../../../shared/quantiles.ts';
import type { Result } from '../../../shared/result.ts';
import type { Clock } from '../../base/clock.ts';
import { pause } from '../../base/time.ts';
import { LinkLoad } from './link-load.ts';
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
/** Of the rounds by their rates, the one that stands for a full link. */
const FULL_ROUNDS = 0.75;
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

/** Runs the traffic to its end, or until it is stopped. @fault link-test.refused @fault link-test.unanswered */
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
    const counts = await exchange(run, options, Math.min(asked, granted.value.bytesPerSecond));
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
  const load = new LinkLoad(share, most);
  const counts: Count[] = [];
  const startedMs = clock.now();
  while (!signal.aborted && clock.now() - startedMs < ms) {
    if (direction === 'up') run.sendUp(load.pace);
    else run.askDown(load.pace);
    await pause(clock, Math.min(ROUND_MS, startedMs + ms - clock.now()), signal);
    const count = await countOf(run, options);
    if (count === null) continue;
    const before = counts.at(-1);
    counts.push(count);
    // Bursts may be rarer than rounds.
    if (count.packets === before?.packets) continue;
    const cameRate = before === undefined ? null : rateBetween(before, count);
    const carries = load.learn({ burstRate: count.rate, cameRate });
    options.onRate(carries, Math.min(1, (clock.now() - startedMs) / ms));
  }
  return counts;
}

/** Bits a second that arrived between two counts; null when too little time lies between them to divide by. */
function rateBetween(from: Count, to: Count): number | null {
  const ms = to.atMs - from.atMs;
  return ms >= 1 ? ((to.bytes - from.bytes) * 8000) / ms : null;
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
  return {
    bitsPerSecond: share < 1 ? last.rate : filledRate(counts),
    lossRatio: last.sent === 0 ? 0 : Math.max(0, 1 - last.packets / last.sent),
    sentBytes: last.sent * TRAFFIC_BYTES,
  };
}

/** What came through in the rounds in which the link was full: those before only felt for its limit. */
function filledRate(counts: readonly Count[]): number {
  const rates = counts.slice(1).flatMap((count, i) => rateBetween(counts[i] ?? count, count) ?? []);
  return ascending(rates)[Math.floor(rates.length * FULL_ROUNDS)] ?? 0;
}

/** Tests that load the link, and so go to members only: bandwidth, loaded latency, stress. */
import { fault } from '../../../shared/faults/fault.ts';
import type { LinkTestRequest, LinkTestResult } from '../../../shared/model/link-test.ts';
import { ok, type Result } from '../../../shared/result.ts';
import { LatencyDigest } from '../telemetry/metrics/latency-digest.ts';
import { type EchoOptions, runEchoes } from './echoes.ts';
import { type FlowFigures, type FlowOptions, runFlow } from './flow.ts';
import type { Destination, Found, RunContext } from './test-context.ts';
import type { Traffic } from './traffic.ts';
import type { RunFault } from './traffic-run.ts';

type Request<T extends LinkTestRequest['type']> = Extract<LinkTestRequest, { type: T }>;
/** Where the load goes. */
export interface Load {
  readonly place: Destination;
  readonly traffic: Traffic;
}
type Flows = Partial<Record<'up' | 'down', FlowFigures>>;

/** Stress: of what was asked for, and the slowest it may be (the source documents: 900 of 1000 a second, p99 500 ms). */
const ENOUGH_ANSWERED = 0.9;
const SLOWEST_P99_MS = 500;
/** As an action game's packets. */
const MESSAGE_BYTES = 200;
const PINGS_PER_SECOND = 20;
/** The part of a loaded-latency test that is idle, as the yardstick. */
const IDLE_PART = 0.25;

/** How much goes through the tunnel, first up, then down. */
export async function bandwidthLinkTest(
  { seconds, shareOfLink }: Request<'bandwidth'>,
  load: Load,
  context: RunContext,
): Promise<Found> {
  const flows: Flows = {};
  for (const direction of ['up', 'down'] as const) {
    if (context.signal.aborted) break;
    const flow = await oneWay({ direction, ms: seconds * 500, share: shareOfLink }, load, context);
    if (!flow.ok) return { bandwidth: bandwidthOf(flows), errors: [flow.fault] };
    flows[direction] = flow.value;
  }
  const isMeasured = [flows.up, flows.down].every((flow) => flow !== undefined && flow.bitsPerSecond > 0);
  const errors =
    isMeasured || context.signal.aborted
      ? []
      : [fault('link-test.unreached', { place: load.place.name, reason: 'too-little-traffic' })];
  return { bandwidth: bandwidthOf(flows), errors };
}

/** Latency while nothing else goes on, and while the link is filled: first up, then down. */
export async function loadedLatencyLinkTest(
  { seconds }: Request<'loaded-latency'>,
  load: Load,
  context: RunContext,
): Promise<Found> {
  const { clock, signal, say } = context;
  const [idle, loaded] = [new LatencyDigest(), new LatencyDigest()];
  const pings = { clock, perSecond: PINGS_PER_SECOND, sizeBytes: 0 };
  const idleMs = seconds * 1000 * IDLE_PART;
  say({ kind: 'phase', share: 0, phase: 'idle-latency', peer: null });
  const calm = await echoRun({ ...pings, signal, ms: idleMs, digest: idle }, load, context);
  if (!calm.ok) return { errors: [calm.fault] };
  const flows: Flows = {};
  for (const direction of ['up', 'down'] as const) {
    if (signal.aborted) break;
    const share = direction === 'up' ? IDLE_PART : 0.6;
    say({ kind: 'phase', share, phase: `filling-${direction}`, peer: null });
    const ms = (seconds * 1000 - idleMs) / 2;
    const during: FlowOptions['during'] = async (run, over) => {
      await runEchoes(run, { ...pings, signal: over, digest: loaded });
    };
    const flow = await oneWay({ direction, ms, share: 1, during }, load, context);
    if (!flow.ok) return { latency: idle.summary(), errors: [flow.fault] };
    flows[direction] = flow.value;
  }
  return {
    latency: idle.summary(),
    loadedLatency: loaded.summary(),
    bandwidth: bandwidthOf(flows),
    errors: [],
  };
}

/** Many small messages a second, each answered: enough have to come back, and in time. */
export async function stressLinkTest(
  { messagesPerSecond, seconds }: Request<'stress'>,
  load: Load,
  context: RunContext,
): Promise<Found> {
  const { clock, signal, say } = context;
  const digest = new LatencyDigest();
  const all = messagesPerSecond * seconds;
  let answered = 0;
  const onReply = (rttMs: number): void => {
    // Ten words a second are enough.
    if (answered++ % Math.ceil(messagesPerSecond / 10) === 0)
      say({ kind: 'reply', share: answered / all, rttMs });
  };
  const echoes = { clock, signal, perSecond: messagesPerSecond, sizeBytes: MESSAGE_BYTES, digest, onReply };
  const ran = await echoRun({ ...echoes, ms: seconds * 1000 }, load, context);
  if (!ran.ok) return { errors: [ran.fault] };
  const latency = digest.summary();
  const needed = ENOUGH_ANSWERED * messagesPerSecond;
  const { p99Ms } = latency;
  if (signal.aborted) return { latency, messagesPerSecond: ran.value, errors: [] };
  if (p99Ms === null) {
    const errors = [fault('link-test.unreached', { place: load.place.name, reason: 'no-answer' })];
    return { latency, messagesPerSecond: ran.value, errors };
  }
  const isEnough = ran.value >= needed && p99Ms <= SLOWEST_P99_MS;
  const short = { perSecond: ran.value, p99Ms, neededPerSecond: Math.ceil(needed), limitMs: SLOWEST_P99_MS };
  const errors = isEnough ? [] : [fault('link-test.fell-short', short)];
  return { latency, messagesPerSecond: ran.value, errors };
}

/** Echoes over a run of their own. @returns answers a second. */
async function echoRun(
  options: EchoOptions & { readonly ms: number },
  { place, traffic }: Load,
  { signal }: RunContext,
): Promise<Result<number, RunFault>> {
  const bytesPerSecond = Math.ceil(options.perSecond * Math.max(options.sizeBytes, 32));
  const durationMs = options.ms + 5_000;
  const { address: to, name } = place;
  const run = traffic.open({ to, name, purpose: 'echo', bytesPerSecond, durationMs, signal });
  try {
    const granted = await run.ask();
    return granted.ok ? ok(await runEchoes(run, options)) : granted;
  } finally {
    run.end();
  }
}

function oneWay(
  way: Pick<FlowOptions, 'direction' | 'ms' | 'share' | 'during'>,
  { place, traffic }: Load,
  { clock, signal, say }: RunContext,
): Promise<Result<FlowFigures, RunFault>> {
  const { direction } = way;
  const onRate = (bitsPerSecond: number, share: number): void =>
    say({ kind: 'rate', share: direction === 'up' ? share / 2 : 0.5 + share / 2, direction, bitsPerSecond });
  return runFlow({ ...way, traffic, clock, signal, to: place.address, name: place.name, onRate });
}

function bandwidthOf({ up, down }: Flows): LinkTestResult['bandwidth'] {
  if (up === undefined && down === undefined) return null;
  return {
    upBitsPerSecond: up?.bitsPerSecond ?? 0,
    downBitsPerSecond: down?.bitsPerSecond ?? 0,
    upLossRatio: up?.lossRatio ?? 0,
    downLossRatio: down?.lossRatio ?? 0,
    sentBytes: (up?.sentBytes ?? 0) + (down?.sentBytes ?? 0),
  };
}

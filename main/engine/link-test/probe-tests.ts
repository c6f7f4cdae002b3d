/** Tests that probe: ping, traceroute, path MTU. They may go to any host, since they send next to nothing. */
import { fault } from '../../../shared/faults/fault.ts';
import type { Because } from '../../../shared/faults/fault-reasons.ts';
import type { LinkTestRequest } from '../../../shared/model/link-test.ts';
import type { ProbeOutcome } from '../../../shared/model/target.ts';
import { pause } from '../../base/time.ts';
import { LatencyDigest } from '../telemetry/metrics/latency-digest.ts';
import type { Destination, Found, RunContext } from './test-context.ts';

const PING_TIMEOUT_MS = 2_000;

type Request<T extends LinkTestRequest['type']> = Extract<LinkTestRequest, { type: T }>;

/** Pings at even intervals, whether answers come or not. */
export async function pingLinkTest(
  { count, intervalMs }: Pick<Request<'ping'>, 'count' | 'intervalMs'>,
  place: Destination,
  { clock, signal, probes, say }: RunContext,
): Promise<Found> {
  const outcomes: (ProbeOutcome | null)[] = [];
  const underWay: Promise<void>[] = [];
  const startedMs = clock.now();
  const isDenied = (): boolean => outcomes.some((one) => one?.outcome === 'denied');
  for (let i = 0; i < count && !signal.aborted && !isDenied(); i++) {
    outcomes.push(null);
    const probe = probes.ping(place.address, { timeoutMs: PING_TIMEOUT_MS, signal }).then((outcome) => {
      if (signal.aborted) return;
      outcomes[i] = outcome;
      if (outcome.outcome === 'denied') return;
      const share = outcomes.filter((known) => known !== null).length / count;
      say({ kind: 'reply', share, rttMs: outcome.outcome === 'answered' ? outcome.rttMs : null });
    });
    underWay.push(probe);
    if (i < count - 1) await pause(clock, startedMs + (i + 1) * intervalMs - clock.now(), signal);
  }
  await Promise.all(underWay);
  const known = outcomes.filter((outcome) => outcome !== null);
  const digest = new LatencyDigest();
  // What this machine kept back was neither answered nor lost.
  const sent = known.filter((one) => one.outcome !== 'denied');
  for (const outcome of sent) digest.add(outcome.outcome === 'answered' ? outcome.rttMs : null);
  const unanswered = known.filter((one) => one.outcome !== 'answered');
  const last = unanswered.at(-1);
  const errors =
    last === undefined || (unanswered.length < known.length && !isDenied())
      ? []
      : [fault('link-test.unreached', { place: place.name, ...reasonOf(last) })];
  return { latency: sent.length > 0 ? digest.summary() : null, errors };
}

/** Finds the hops to a host. */
export async function tracerouteLinkTest(
  { maxHops }: Request<'traceroute'>,
  place: Destination,
  { signal, probes, say }: RunContext,
): Promise<Found> {
  const onHop: Parameters<typeof probes.trace>[1]['onHop'] = (hop) => {
    if (!signal.aborted) say({ kind: 'hop', share: Math.min(1, hop.ttl / maxHops), hop });
  };
  const traced = await probes.trace(place.address, { maxHops, signal, onHop });
  if (!traced.ok) return { errors: [traced.fault] };
  const { hops, reached } = traced.value;
  const silent = { place: place.name, reason: 'no-answer-within-hops', hops: maxHops } as const;
  const errors = reached ? [] : [fault('link-test.unreached', silent)];
  return { hops: [...hops], latency: (reached && hops.at(-1)?.latency) || null, errors };
}

/** Finds the largest packet that passes. */
export async function mtuLinkTest(place: Destination, { signal, probes, say }: RunContext): Promise<Found> {
  say({ kind: 'phase', share: 0, phase: 'largest-packet', peer: null });
  const found = await probes.pathMtu(place.address, { signal });
  return found.ok ? { mtu: found.value, errors: [] } : { errors: [found.fault] };
}

/** Why a probe was not answered. */
export function reasonOf(
  outcome: Exclude<ProbeOutcome, { outcome: 'answered' }>,
): Because<'link-test.unreached'> {
  switch (outcome.outcome) {
    case 'timeout':
      return { reason: 'no-answer-in-time' };
    case 'unreachable': {
      const { from, code: icmpCode } = outcome;
      return from === null
        ? { reason: 'unreachable-from-here', icmpCode }
        : { reason: 'unreachable', from, icmpCode };
    }
    case 'refused':
      return outcome.status === null
        ? { reason: 'port-closed' }
        : { reason: 'http-status', status: outcome.status };
    default:
      return outcome.why;
  }
}

/** Tests of the party as a whole, and of a member step by step. */
import { fault } from '../../../shared/faults/fault.ts';
import { type LinkTestStep, linkTestSteps } from '../../../shared/model/link-test.ts';
import { answerAfter, type Reading } from '../../../shared/model/reading.ts';
import { LatencyDigest } from '../telemetry/metrics/latency-digest.ts';
import { runEchoes } from './echoes.ts';
import type { InboundBothEnds } from './look-inbound.ts';
import { pingLinkTest } from './probe-tests.ts';
import type { Destination, Found, LinkTestParty, RunContext } from './test-context.ts';

/** WireGuard makes a new session every two minutes and drops it after three. */
const SESSION_MS = 180_000;
const PINGS = 3;
const PING_EVERY_MS = 200;
/** Of what the tunnel's echoes say the latency is. */
const ECHOES_MS = 10_000;

/** Every pair of the party, by what its ends share; our own pairs are asked now, with a ping each. */
export async function routingLinkTest(party: LinkTestParty, context: RunContext): Promise<Found> {
  const { say, signal } = context;
  const own = new Map<string, number | null>();
  for (const [i, peer] of party.peers.entries()) {
    if (signal.aborted) break;
    say({ kind: 'phase', share: i / party.peers.length, phase: 'asking', peer: peer.name });
    const place = { name: peer.name, address: peer.address, member: peer };
    const { latency } = await pingLinkTest({ count: 1, intervalMs: PING_EVERY_MS }, place, {
      ...context,
      say: () => undefined,
    });
    own.set(peer.id, latency?.medianMs ?? peer.latencyMs);
  }
  const told = new Map(party.matrix().map((pair) => [`${pair.from} ${pair.to}`, pair.latencyMs]));
  const ids = [party.selfId, ...party.peers.map(({ id }) => id)];
  const pairs = ids.flatMap((from) =>
    ids
      .filter((to) => to !== from)
      .flatMap((to) => {
        const latencyMs = from === party.selfId ? own.get(to) : told.get(`${from} ${to}`);
        // Nobody told of it: that is no pair that fails.
        return latencyMs === undefined ? [] : [{ from, to, reached: latencyMs !== null, latencyMs }];
      }),
  );
  const names = new Map(party.peers.map(({ id, name }) => [id, name]));
  const errors = pairs
    .filter(({ reached }) => !reached)
    .map(({ from, to }) =>
      fault('link-test.unreached', {
        place: names.get(to) ?? '',
        reason: 'pair-silent',
        from: names.get(from) ?? '',
      }),
    );
  return { pairs, errors };
}

/** From the handshake to test traffic, each step on its own; later ones run also when earlier ones fail. */
export async function connectivityLinkTest(
  place: Destination,
  party: LinkTestParty,
  context: RunContext,
): Promise<Found> {
  const { member } = place;
  const steps: LinkTestStep[] = [];
  const add = (step: LinkTestStep): void => {
    steps.push(step);
    context.say({ kind: 'step', share: steps.length / linkTestSteps.length, step });
  };
  const ageMs = member?.handshakeAgeMs ?? null;
  const isFresh = ageMs !== null && ageMs < SESSION_MS;
  const age: Reading = ageMs === null ? { code: 'no-handshake' } : { code: 'age', ms: ageMs };
  add({ step: 'handshake', ok: isFresh, reading: age });
  const echoMs = member?.latencyMs ?? null;
  const echo: Reading =
    echoMs === null ? { code: 'no-answer-within', ms: ECHOES_MS } : { code: 'latency', ms: echoMs };
  add({ step: 'echo', ok: echoMs !== null, reading: echo });
  const quiet = { ...context, say: () => undefined };
  const { latency = null } = await pingLinkTest({ count: PINGS, intervalMs: PING_EVERY_MS }, place, quiet);
  const { medianMs = null, lost = 0, sent = 0 } = latency ?? {};
  const ping: Reading =
    medianMs === null ? { code: 'lost', lost, sent } : { code: 'latency-and-lost', ms: medianMs, lost, sent };
  add({ step: 'ping', ok: medianMs !== null, reading: ping });
  // Without an echo silence tells nothing of a firewall.
  const inbound =
    echoMs === null || context.signal.aborted ? null : await party.inbound(place.address, context.signal);
  if (inbound !== null) add({ step: 'inbound', ...inboundReading(inbound) });
  if (!context.signal.aborted) add(await trafficStep(place, party, context));
  const firewall = inbound?.there === 'shut' ? [fault('doctor.firewall-there', { peer: place.name })] : [];
  // Some systems answer no ping; game packets pass all the same. Behind a firewall traffic can't but fail.
  const failed = steps.flatMap(({ step, ok }) =>
    ok || step === 'ping' || step === 'inbound' || (step === 'traffic' && firewall.length > 0) ? [] : step,
  );
  const unreached = failed.map((step) =>
    fault('link-test.unreached', { place: place.name, reason: `${step}-failed` }),
  );
  return { steps, latency, errors: [...unreached, ...firewall] };
}

function inboundReading({ there }: InboundBothEnds): Pick<LinkTestStep, 'ok' | 'reading'> {
  switch (there) {
    case 'open':
      return { ok: true, reading: { code: 'lets-in' } };
    case 'shut':
      return { ok: false, reading: answerAfter(null) };
    case 'closed':
      return { ok: true, reading: { code: 'test-port-closed' } };
    case 'unknown':
      return { ok: true, reading: { code: 'not-measured' } };
  }
}

async function trafficStep(
  { name, address: to }: Destination,
  { traffic }: LinkTestParty,
  { clock, signal }: RunContext,
): Promise<LinkTestStep> {
  if (traffic === null) return { step: 'traffic', ok: false, reading: { code: 'test-port-taken' } };
  const run = traffic.open({ to, name, purpose: 'echo', bytesPerSecond: 1000, durationMs: 5000, signal });
  try {
    const granted = await run.ask();
    // One who declines has been reached.
    if (!granted.ok) {
      const isReached = granted.fault.code === 'link-test.refused';
      return {
        step: 'traffic',
        ok: isReached,
        reading: isReached ? { code: 'declined' } : answerAfter(null),
      };
    }
    const digest = new LatencyDigest();
    await runEchoes(run, { clock, signal, perSecond: 20, ms: 200, sizeBytes: 1200, digest });
    const { medianMs, lost, sent } = digest.summary();
    const reading: Reading =
      medianMs === null
        ? { code: 'no-large-packet' }
        : { code: 'latency-and-lost', ms: medianMs, lost, sent };
    return { step: 'traffic', ok: medianMs !== null, reading };
  } finally {
    run.end();
  }
}

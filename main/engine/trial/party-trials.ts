/** Tests of the party as a whole, and of a member step by step. */
import { fault } from '../../../shared/faults/fault.ts';
import type { TrialResult } from '../../../shared/model/trial.ts';
import { LatencyDigest } from '../metrics/latency-digest.ts';
import { runEchoes } from './echoes.ts';
import { pingTrial } from './probe-trials.ts';
import type { Found, Place, RunContext, TrialParty } from './trial-context.ts';

type Step = NonNullable<TrialResult['steps']>[number];

/** WireGuard makes a new session every two minutes and drops it after three. */
const SESSION_MS = 180_000;
const PINGS = 3;
const PING_EVERY_MS = 200;

/** Every pair of the party, by what its ends share; our own pairs are asked now, with a ping each. */
export async function routingTrial(party: TrialParty, context: RunContext): Promise<Found> {
  const { say, signal } = context;
  const own = new Map<string, number | null>();
  for (const [i, peer] of party.peers.entries()) {
    if (signal.aborted) break;
    say({ kind: 'step', share: i / party.peers.length, text: `Asking ${peer.name}` });
    const place = { name: peer.name, address: peer.address, member: peer };
    const { latency } = await pingTrial({ count: 1, intervalMs: PING_EVERY_MS }, place, {
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
      fault('trial.unreached', {
        place: names.get(to) ?? 'this computer',
        reason: `${names.get(from) ?? 'this computer'} gets no answer from there`,
      }),
    );
  return { pairs, errors };
}

/** From the handshake to test traffic, each step on its own; later ones run also when earlier ones fail. */
export async function connectivityTrial(
  place: Place,
  party: TrialParty,
  context: RunContext,
): Promise<Found> {
  const { member } = place;
  const steps: Step[] = [];
  const add = (step: Step): void => {
    steps.push(step);
    context.say({ kind: 'step', share: steps.length / 4, text: `${step.step}: ${step.detail}` });
  };
  const ageMs = member?.handshakeAgeMs ?? null;
  const isFresh = ageMs !== null && ageMs < SESSION_MS;
  const age = ageMs === null ? 'none so far' : `${Math.round(ageMs / 1000)} s ago`;
  add({ step: 'handshake', ok: isFresh, detail: age });
  const echoMs = member?.latencyMs ?? null;
  add({ step: 'echo', ok: echoMs !== null, detail: echoMs === null ? 'no answer in 10 s' : inMs(echoMs) });
  const quiet = { ...context, say: () => undefined };
  const { latency = null } = await pingTrial({ count: PINGS, intervalMs: PING_EVERY_MS }, place, quiet);
  const pingMs = latency?.medianMs ?? null;
  const lost = `${latency?.lost ?? 0} of ${latency?.sent ?? 0} lost`;
  add({ step: 'ping', ok: pingMs !== null, detail: pingMs === null ? lost : `${inMs(pingMs)}, ${lost}` });
  if (!context.signal.aborted) add(await trafficStep(place, party, context));
  // Some systems answer no ping; game packets pass all the same.
  const failed = steps.filter(({ step, ok }) => !ok && step !== 'ping');
  const errors = failed.map(({ step, detail }) =>
    fault('trial.unreached', { place: place.name, reason: `${step}: ${detail}` }),
  );
  return { steps, latency, errors };
}

async function trafficStep(
  { name, address: to }: Place,
  { traffic }: TrialParty,
  { clock, signal }: RunContext,
): Promise<Step> {
  if (traffic === null)
    return { step: 'traffic', ok: false, detail: 'the test port is taken on this computer' };
  const run = traffic.open({ to, name, purpose: 'echo', bytesPerSecond: 1000, durationMs: 5000, signal });
  try {
    const granted = await run.ask();
    // One who declines has been reached.
    if (!granted.ok) {
      const isReached = granted.fault.code === 'trial.refused';
      return { step: 'traffic', ok: isReached, detail: isReached ? 'declined' : 'no answer' };
    }
    const digest = new LatencyDigest();
    await runEchoes(run, { clock, signal, perSecond: 20, ms: 200, sizeBytes: 1200, digest });
    const { medianMs, lost, sent } = digest.summary();
    const detail =
      medianMs === null ? 'no large packet came back' : `${inMs(medianMs)}, ${lost} of ${sent} lost`;
    return { step: 'traffic', ok: medianMs !== null, detail };
  } finally {
    run.end();
  }
}

function inMs(ms: number): string {
  return `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`;
}

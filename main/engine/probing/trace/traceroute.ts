/** Which routers lie on the way: requests whose TTL runs out at each in turn make it speak up. */
import type { Echoer, EchoOutcome } from '../icmp/pinger.ts';

export interface TracedHop {
  readonly ttl: number;
  /** Who answered at that distance, first come first; null: nobody. */
  readonly address: string | null;
  /** Others that answered there: the way forks. */
  readonly alsoAt: readonly string[];
  /** One for each request, null where none came. */
  readonly rttsMs: readonly (number | null)[];
  /** Requests that were answered, also by what can't measure times. */
  readonly answered: number;
}

export interface Trace {
  /** Whether the target itself answered. */
  readonly reached: boolean;
  /** Up to the target, or to whoever says that it can't be reached. */
  readonly hops: readonly TracedHop[];
  /** Why this machine lets nothing be asked, in the system's words; null: it does. */
  readonly denied: string | null;
}

export interface TracerouteOptions {
  readonly echo: Echoer;
  /** A literal. */
  readonly to: string;
  readonly maxHops: number;
  readonly probesPerHop?: number;
  /** How long each router is waited for. */
  readonly timeoutMs?: number;
  readonly signal: AbortSignal;
  /** Called for each hop in its order, as soon as it is known to be on the way. */
  readonly onHop?: (hop: TracedHop) => void;
  readonly delay: (ms: number) => Promise<void>;
}

const PROBES_PER_HOP = 3;
const TIMEOUT_MS = 1_000;
/** Hops asked at once: silent routers then cost a time-out for five, not for each. */
const BATCH = 5;
/** Linux routers complain six times in a row and then once a second; requests to one hop are spread a little. */
const GAP_MS = 40;

/** Sends at most `maxHops` × `probesPerHop` requests. Stops early, with what it has, when called off. */
export async function traceroute(options: TracerouteOptions): Promise<Trace> {
  const { maxHops, signal, onHop } = options;
  const hops: TracedHop[] = [];
  for (let first = 1; first <= maxHops && !signal.aborted; first += BATCH) {
    const ttls = Array.from({ length: Math.min(BATCH, maxHops - first + 1) }, (_, index) => first + index);
    const asked = await Promise.all(ttls.map(async (ttl) => ({ ttl, outcomes: await askHop(options, ttl) })));
    const denied = whyDenied(asked.flatMap(({ outcomes }) => outcomes));
    if (denied !== null) return { reached: false, hops, denied };
    for (const { ttl, outcomes } of asked) {
      const hop = describeHop(ttl, outcomes);
      hops.push(hop);
      onHop?.(hop);
      const end = outcomes.find(isEnd);
      if (end !== undefined)
        return { reached: end.kind === 'reply' || hop.address === options.to, hops, denied: null };
    }
  }
  return { reached: false, hops, denied: null };
}

async function askHop(options: TracerouteOptions, ttl: number): Promise<EchoOutcome[]> {
  const { echo, to, probesPerHop = PROBES_PER_HOP, timeoutMs = TIMEOUT_MS, delay } = options;
  const probes = Array.from({ length: probesPerHop }, async (_, index) => {
    await delay(index * GAP_MS);
    return echo({ to, ttl, timeoutMs });
  });
  return Promise.all(probes);
}

/** A single one may have met a firewall's limit; all together tell of the machine. */
function whyDenied(outcomes: readonly EchoOutcome[]): string | null {
  const reasons = outcomes.flatMap((outcome) => (outcome.kind === 'denied' ? [outcome.reason] : []));
  return reasons.length === outcomes.length ? (reasons[0] ?? null) : null;
}

/** The target, or somebody who won't let anything through: nothing lies beyond. */
function isEnd(outcome: EchoOutcome): boolean {
  return outcome.kind === 'reply' || (outcome.kind === 'trouble' && outcome.trouble.what === 'unreachable');
}

function describeHop(ttl: number, outcomes: readonly EchoOutcome[]): TracedHop {
  const answers = outcomes.filter((outcome) => outcome.kind === 'reply' || outcome.kind === 'trouble');
  const [address = null, ...alsoAt] = new Set(answers.flatMap(({ from }) => from ?? []));
  const rttsMs = outcomes.map((outcome) => ('rttMs' in outcome ? outcome.rttMs : null));
  return { ttl, address, alsoAt, rttsMs, answered: answers.length };
}

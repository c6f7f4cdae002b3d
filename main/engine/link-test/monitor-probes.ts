/** The monitor's ways to probe, as tests on demand want them. */
import { fault } from '../../../shared/faults/fault.ts';
import type { Hop } from '../../../shared/model/link-test.ts';
import type { ProbeOutcome } from '../../../shared/model/target.ts';
import { fail, ok, type Result } from '../../../shared/result.ts';
import type { PingChain } from '../probing/icmp/ping-chain.ts';
import { type Address, type Names, whyUnresolved } from '../probing/probes/names.ts';
import type { PathTools } from '../probing/trace/path-tools.ts';
import type { TracedHop } from '../probing/trace/traceroute.ts';
import { LatencyDigest } from '../telemetry/metrics/latency-digest.ts';
import type { LinkTestProbes } from './test-context.ts';

const NAME_TIMEOUT_MS = 3_000;
const PING_TIMEOUT_MS = 1_000;

export interface MonitorTools {
  readonly ping: PingChain;
  readonly names: Names;
  readonly paths: PathTools;
}

/** All three stay the caller's. */
export function createLinkTestProbes({ ping, names, paths }: MonitorTools): LinkTestProbes {
  /** @fault link-test.unreached - the name has no address. */
  async function find(host: string): Promise<Result<Address, 'link-test.unreached'>> {
    const resolved = await names.resolve(host, 'any', NAME_TIMEOUT_MS);
    if ('address' in resolved) return ok(resolved);
    return fail(fault('link-test.unreached', { place: host, ...whyUnresolved(resolved.reason) }));
  }
  const pingOnce = async (
    { address, family }: Address,
    timeoutMs: number,
    signal: AbortSignal,
  ): Promise<ProbeOutcome> => {
    const onLate = (): void => undefined;
    return (await ping.ping({ to: address, family, timeoutMs, signal, onLate })).result;
  };
  return {
    async ping(to, { timeoutMs, signal }) {
      const found = await names.resolve(to, 'any', NAME_TIMEOUT_MS);
      if (!('address' in found)) return { outcome: 'unresolved', why: whyUnresolved(found.reason) };
      return pingOnce(found, timeoutMs, signal);
    },
    async trace(to, { maxHops, signal, onHop }) {
      const found = await find(to);
      if (!found.ok) return found;
      const told = (hop: TracedHop): void => onHop(hopOf(hop));
      const { hops, reached, denied, via } = await paths.traceroute(found.value, {
        maxHops,
        signal,
        onHop: told,
      });
      if (denied !== null) {
        const said = `${via}: ${denied}`;
        return fail(fault('link-test.unreached', { place: to, reason: 'no-way-to-ping', said }));
      }
      return ok({ hops: hops.map(hopOf), reached });
    },
    async pathMtu(to, { signal }) {
      const found = await find(to);
      if (!found.ok) return found;
      const { mtu } = await paths.pathMtu(found.value, { signal });
      if (mtu !== null) return ok(mtu);
      const asked = await pingOnce(found.value, PING_TIMEOUT_MS, signal);
      const why = asked.outcome === 'denied' ? asked.why : ({ reason: 'no-answer' } as const);
      return fail(fault('link-test.unreached', { place: to, ...why }));
    },
  };
}

function hopOf({ ttl, address, rttsMs }: TracedHop): Hop {
  const digest = new LatencyDigest();
  for (const rttMs of rttsMs) digest.add(rttMs);
  return { ttl, address, latency: digest.summary() };
}

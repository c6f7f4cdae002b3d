/** The monitor's ways to probe, as tests on demand want them. */
import { fault } from '../../../shared/faults/fault.ts';
import type { Hop } from '../../../shared/model/link-test.ts';
import { fail, ok, type Result } from '../../../shared/result.ts';
import type { PingChain } from '../probing/icmp/ping-chain.ts';
import { type Address, type Names, whyUnresolved } from '../probing/probes/names.ts';
import type { PathTools } from '../probing/trace/path-tools.ts';
import type { TracedHop } from '../probing/trace/traceroute.ts';
import { LatencyDigest } from '../telemetry/metrics/latency-digest.ts';
import type { LinkTestProbes } from './test-context.ts';

const NAME_TIMEOUT_MS = 3_000;

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
  return {
    async ping(to, { timeoutMs, signal }) {
      const found = await names.resolve(to, 'any', NAME_TIMEOUT_MS);
      if (!('address' in found)) return { outcome: 'unresolved', why: whyUnresolved(found.reason) };
      const { address, family } = found;
      const onLate = (): void => undefined;
      return (await ping.ping({ to: address, family, timeoutMs, signal, onLate })).result;
    },
    async trace(to, { maxHops, signal, onHop }) {
      const found = await find(to);
      if (!found.ok) return found;
      const told = (hop: TracedHop): void => onHop(hopOf(hop));
      const { hops, reached } = await paths.traceroute(found.value, { maxHops, signal, onHop: told });
      return ok({ hops: hops.map(hopOf), reached });
    },
    async pathMtu(to, { signal }) {
      const found = await find(to);
      if (!found.ok) return found;
      const { mtu } = await paths.pathMtu(found.value, { signal });
      if (mtu !== null) return ok(mtu);
      return fail(fault('link-test.unreached', { place: to, reason: 'no-answer' }));
    },
  };
}

function hopOf({ ttl, address, rttsMs }: TracedHop): Hop {
  const digest = new LatencyDigest();
  for (const rttMs of rttsMs) digest.add(rttMs);
  return { ttl, address, latency: digest.summary() };
}

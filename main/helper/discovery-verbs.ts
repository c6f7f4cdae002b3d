/** The verbs by which games' announcements are carried to a party. */
import { type Fault, fault } from '../../shared/faults/fault.ts';
import type { HelperArgs, HelperValue } from '../../shared/helper/verbs.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import { rejectDiscovery, rejected } from './policy.ts';
import type { Tunnel, TunnelRegistry } from './tunnel-registry.ts';

type DiscoveryVerbs = {
  readonly [V in 'discovery.set' | 'discovery.clear' | 'discovery.counts']: (
    args: HelperArgs<V>,
  ) => Promise<Result<HelperValue<V>>>;
};

export function createDiscoveryVerbs(find: TunnelRegistry['find']): DiscoveryVerbs {
  return {
    async 'discovery.set'(args) {
      const tunnel = find(args.name);
      return tunnel.ok ? set(tunnel.value, args) : tunnel;
    },
    async 'discovery.clear'({ name }) {
      const tunnel = find(name);
      if (!tunnel.ok) return tunnel;
      await tunnel.value.backend.discovery?.clear(name);
      return ok({});
    },
    async 'discovery.counts'({ name }) {
      const tunnel = find(name);
      if (!tunnel.ok) return tunnel;
      const { discovery } = tunnel.value.backend;
      return discovery === undefined ? fail(noWayHere()) : ok(await discovery.counts(name));
    },
  };
}

async function set(
  { backend: { discovery }, address }: Tunnel,
  { name, members, ports }: HelperArgs<'discovery.set'>,
): Promise<Result<Record<string, never>>> {
  if (discovery === undefined) return fail(noWayHere());
  if (address === null) return fail(rejected('discovery.set', { reason: 'no-address-yet' }));
  const reason = rejectDiscovery(address, { members, ports });
  if (reason !== null) return fail(rejected('discovery.set', reason));
  const done = await discovery.set(name, { own: address.address, members, ports });
  return done.ok ? ok({}) : done;
}

function noWayHere(): Fault<'tunnel.discovery-unavailable'> {
  return fault('tunnel.discovery-unavailable', { reason: 'no-way-here', platform: process.platform });
}

/** The verbs by which a party is let in through this machine's own firewall. */
import { formatSubnet } from '../../shared/address.ts';
import { type Fault, fault } from '../../shared/faults/fault.ts';
import type { HelperArgs, HelperValue } from '../../shared/helper/verbs.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import { rejected, rejectOpenPorts } from './policy.ts';
import type { Tunnel, TunnelRegistry } from './tunnel-registry.ts';

type FirewallVerbs = {
  readonly [V in 'firewall.find' | 'firewall.open' | 'firewall.close']: (
    args: HelperArgs<V>,
  ) => Promise<Result<HelperValue<V>>>;
};

export function createFirewallVerbs({ find }: Pick<TunnelRegistry, 'find'>): FirewallVerbs {
  return {
    async 'firewall.find'({ name }) {
      const tunnel = find(name);
      if (!tunnel.ok) return tunnel;
      const { firewall } = tunnel.value.backend;
      return firewall === undefined ? fail(noWayHere()) : ok(await firewall.find());
    },
    async 'firewall.open'(args) {
      const tunnel = find(args.name);
      return tunnel.ok ? open(tunnel.value, args) : tunnel;
    },
    async 'firewall.close'({ name }) {
      const tunnel = find(name);
      if (!tunnel.ok) return tunnel;
      await tunnel.value.backend.firewall?.close(name);
      return ok({});
    },
  };
}

async function open(
  { backend: { firewall }, address }: Tunnel,
  { name, ports }: HelperArgs<'firewall.open'>,
): Promise<Result<Record<string, never>>> {
  if (firewall === undefined) return fail(noWayHere());
  if (address === null) return fail(rejected('firewall.open', { reason: 'no-address-yet' }));
  const reason = rejectOpenPorts(ports);
  if (reason !== null) return fail(rejected('firewall.open', reason));
  const done = await firewall.open(name, {
    own: address.address,
    subnet: formatSubnet(address.subnet),
    ports,
  });
  return done.ok ? ok({}) : done;
}

function noWayHere(): Fault<'tunnel.firewall-shut'> {
  return fault('tunnel.firewall-shut', { reason: 'no-way-here', platform: process.platform });
}

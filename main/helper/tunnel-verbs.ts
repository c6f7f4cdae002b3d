/** What each verb does: policy first, then the backend, then what the helper remembers of it. */
import { formatSubnet } from '../../shared/address.ts';
import { fault } from '../../shared/faults/fault.ts';
import type { HelperArgs, HelperValue, HelperVerb } from '../../shared/helper/verbs.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import { createDecoys } from './decoys.ts';
import { createDiscoveryVerbs } from './discovery-verbs.ts';
import { createFirewallVerbs } from './firewall-verbs.ts';
import {
  checkAddress,
  findConflict,
  rejected,
  rejectListenPort,
  rejectPeerMtu,
  rejectPeers,
  rejectReaddressing,
} from './policy.ts';
import type { Tunnel, TunnelRegistry } from './tunnel-registry.ts';

/** Every verb but `shutdown`, which is the helper's own matter. */
export type VerbHandlers = {
  readonly [V in Exclude<HelperVerb, 'shutdown'>]: (
    args: HelperArgs<V>,
  ) => Promise<Result<HelperValue<V>>> | Result<HelperValue<V>>;
};

export function createVerbHandlers(registry: TunnelRegistry): VerbHandlers {
  const decoys = createDecoys();
  return {
    async environment() {
      const system = await registry.backend();
      if (system.ok) {
        const { kind: backend, wgVersion, guard } = system.value;
        const guarded = guard === undefined ? {} : { guarded: guard !== null };
        const leftovers = [...(await registry.leftovers())];
        return ok({ backend, wgVersion, leftovers, interfaces: [...registry.names()], ...guarded });
      }
      const isMissing = system.fault.code === 'tunnel.wireguard-missing';
      return isMissing ? ok({ backend: null, wgVersion: null }) : system;
    },
    'interface.up': (args) => {
      const reason = rejectListenPort(args.listenPort);
      return reason === null ? registry.up(args) : fail(rejected('interface.up', reason));
    },
    'interface.down': async ({ name }) => nothing(await registry.down(name)),
    'interface.address': (args) => withTunnel(args.name, (tunnel) => setAddress(tunnel, args)),
    'peer.set': (args) => withTunnel(args.name, (tunnel) => setPeers(tunnel, args, registry)),
    'decoy.set': ({ name, group, endpoints }) =>
      withTunnel(name, async (tunnel) => {
        const next = decoys.make(endpoints);
        const replaced = await decoys.replace(tunnel, group, next);
        if (!replaced.ok || next.length === 0) return nothing(replaced);
        return setPeers(tunnel, { name, peers: next }, registry, 'decoy.set');
      }),
    'peer.mtu': (args) => withTunnel(args.name, (tunnel) => setPeerMtu(tunnel, args)),
    'peer.remove': ({ name, publicKey }) =>
      withTunnel(name, async (tunnel) => {
        const removed = await tunnel.backend.removePeers(name, [publicKey]);
        if (removed.ok) tunnel.peers.delete(publicKey);
        return nothing(removed);
      }),
    ...createDiscoveryVerbs((name) => registry.find(name)),
    ...createFirewallVerbs(registry),
    status: ({ name }) => withTunnel(name, (tunnel) => tunnel.backend.status(name)),
  };

  async function withTunnel<T>(
    name: string,
    use: (tunnel: Tunnel) => Promise<Result<T>>,
  ): Promise<Result<T>> {
    const tunnel = registry.find(name);
    return tunnel.ok ? use(tunnel.value) : tunnel;
  }
}

async function setAddress(
  tunnel: Tunnel,
  { name, address, prefix, mend = false }: HelperArgs<'interface.address'>,
): Promise<Result<Record<string, never>>> {
  const checked = checkAddress(address, prefix);
  if ('reason' in checked) return fail(rejected('interface.address', checked));
  const previous = tunnel.address;
  const { subnet } = checked;
  const { guard } = tunnel.backend;
  const next = `${address}/${prefix}`;
  if (previous?.address === address && previous.subnet.prefix === prefix) {
    // The machine's own firewall may have been loaded anew, and ours with it thrown away.
    await guard?.set(name, next);
    return mend ? nothing(await tunnel.backend.setAddress(name, next, next)) : ok({});
  }
  const reason = rejectReaddressing(tunnel.peers, { address, subnet });
  if (reason !== null) return fail(rejected('interface.address', reason));
  const old = previous === null ? null : `${previous.address}/${previous.subnet.prefix}`;
  const [networks] = await Promise.all([tunnel.backend.networks(), guard?.set(name, next)]);
  if (!networks.ok) return networks;
  const conflict = findConflict(subnet, name, networks.value);
  if (conflict !== null) {
    const { device } = conflict;
    if (old === null) await guard?.clear(name);
    else await guard?.set(name, old);
    return fail(fault('tunnel.address-conflict', { subnet: formatSubnet(conflict.subnet), device }));
  }
  if (previous !== null) {
    // Copies would go on leaving from the old one, and another party was not let in.
    await tunnel.backend.discovery?.clear(name);
    await tunnel.backend.firewall?.close(name);
  }
  const done = await tunnel.backend.setAddress(name, next, old);
  // After a failure the old address may be gone or not; the next request must not take it for granted.
  tunnel.address = done.ok ? { address, subnet } : null;
  return nothing(done);
}

async function setPeers(
  tunnel: Tunnel,
  { name, peers }: HelperArgs<'peer.set'>,
  registry: TunnelRegistry,
  verb: HelperVerb = 'peer.set',
): Promise<Result<Record<string, never>>> {
  const reason = rejectPeers(tunnel, peers, registry.subnets());
  if (reason !== null) return fail(rejected(verb, reason));
  // One that isn't there has nothing to forget, and people wait for each program that is run.
  const fresh = peers.flatMap(({ fresh, publicKey }) =>
    fresh && tunnel.peers.has(publicKey) ? [publicKey] : [],
  );
  const done = await tunnel.backend.setPeers(name, peers, fresh);
  // Whether they were removed is not known then; the next request must not take an endpoint for granted.
  for (const key of fresh) tunnel.peers.delete(key);
  if (!done.ok) return done;
  for (const { publicKey, allowedIps, endpoint } of peers) {
    const known = tunnel.peers.get(publicKey)?.endpoint ?? null;
    tunnel.peers.set(publicKey, { allowedIps, endpoint: endpoint ?? known });
  }
  return ok({});
}

async function setPeerMtu(
  tunnel: Tunnel,
  { name, address, mtu }: HelperArgs<'peer.mtu'>,
): Promise<Result<Record<string, never>>> {
  const reason = rejectPeerMtu(tunnel, tunnel.mtu, { address, mtu });
  if (reason !== null) return fail(rejected('peer.mtu', reason));
  const { backend, limits } = tunnel;
  if (mtu === null) limits.delete(address);
  else limits.set(address, mtu);
  if (backend.memberRoutes !== undefined) return nothing(await backend.memberRoutes.set(name, address, mtu));
  return nothing(await backend.setMtu(name, Math.min(tunnel.mtu, ...limits.values())));
}

function nothing(done: Result<unknown>): Result<Record<string, never>> {
  return done.ok ? ok({}) : done;
}

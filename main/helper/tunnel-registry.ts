/** Which interfaces are this helper's: makes, adopts and removes them. Calls must come one after the other. */
import type { Subnet } from '../../shared/address.ts';
import { fault } from '../../shared/faults/fault.ts';
import type { HelperArgs, HelperValue } from '../../shared/helper/verbs.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import { forgetGone, isAbandoned, isStillThere, listLeftovers, type Owner } from './leftovers.ts';
import { type KnownPeer, MAX_INTERFACES, rejected, type TunnelAddress, type TunnelFacts } from './policy.ts';
import { publicKeyOf } from './public-key.ts';
import type { TunnelBackend } from './tunnel/backend.ts';
import type { TunnelRecord, TunnelRecords } from './tunnel-record.ts';

export interface RegistryOptions {
  /** Looks for WireGuard; asked again until it finds it, so that an installation is noticed without a restart. */
  openBackend(): Promise<Result<TunnelBackend>>;
  readonly records: TunnelRecords;
  readonly owner: Owner;
}

export interface Tunnel extends TunnelFacts {
  readonly name: string;
  readonly backend: TunnelBackend;
  record: TunnelRecord;
  address: TunnelAddress | null;
  readonly peers: Map<string, KnownPeer>;
  /** Of the device, as it was asked for. */
  mtu: number;
  /** By address of a member, what packets to it are kept to. */
  readonly limits: Map<string, number>;
}

type UpArgs = HelperArgs<'interface.up'>;

export interface TunnelRegistry {
  backend(): Promise<Result<TunnelBackend>>;
  /** @fault tunnel.interface-missing - not made or adopted by this helper, or gone since. */
  find(name: string): Result<Tunnel, 'tunnel.interface-missing'>;
  /** Interfaces that are up, and those of a crashed helper that `up` can adopt. */
  names(): readonly string[];
  /** Interfaces of this owner's that are there and that no living helper looks after; `down` removes them. */
  leftovers(): Promise<readonly string[]>;
  subnets(): readonly Subnet[];
  up(args: UpArgs): Promise<Result<HelperValue<'interface.up'>>>;
  down(name: string): Promise<Result<void>>;
  /** Takes down what a crashed helper left and nobody has adopted. */
  removeLeftovers(): Promise<void>;
  /** Takes down everything. */
  close(): Promise<void>;
}

export function createTunnelRegistry({ openBackend, records, owner }: RegistryOptions): TunnelRegistry {
  const tunnels = new Map<string, Tunnel>();
  let opened: TunnelBackend | null = null;
  forgetGone(records, owner);

  async function backend(): Promise<Result<TunnelBackend>> {
    if (opened !== null) return ok(opened);
    const found = await openBackend();
    if (found.ok) opened = found.value;
    return found;
  }

  function forget(tunnel: Tunnel): void {
    if (tunnels.get(tunnel.name) !== tunnel) return;
    tunnels.delete(tunnel.name);
    records.remove(tunnel.record);
  }

  async function takeDown(tunnel: Tunnel): Promise<Result<void>> {
    const removed = await tunnel.backend.remove(tunnel.name, tunnel.record.daemon);
    if (removed.ok) forget(tunnel);
    return removed;
  }

  async function create(system: TunnelBackend, publicKey: string, args: UpArgs): Promise<Result<number>> {
    if (tunnels.size >= MAX_INTERFACES) {
      return fail(rejected('interface.up', { reason: 'too-many-interfaces', limit: MAX_INTERFACES }));
    }
    const { name, ...settings } = args;
    const { uid: ownerUid, networkNamespace, helper } = owner;
    const record = {
      name,
      backend: system.kind,
      publicKey,
      ownerUid,
      networkNamespace,
      helper,
      daemon: null,
    };
    const tunnel: Tunnel = {
      name,
      backend: system,
      publicKey,
      record,
      address: null,
      peers: new Map(),
      mtu: args.mtu,
      limits: new Map(),
    };
    const created = await system.create(name, {
      onStarted(daemon) {
        tunnel.record = { ...record, daemon };
        records.write(tunnel.record);
        tunnels.set(name, tunnel);
      },
      onGone: () => forget(tunnel),
    });
    if (!created.ok) {
      forget(tunnel);
      return created;
    }
    const port = await system.configure(name, settings);
    if (!port.ok) await takeDown(tunnel);
    return port;
  }

  /** Takes over what a record tells of; the facts come from the device itself. */
  async function adopt(system: TunnelBackend, found: TunnelRecord): Promise<Result<Tunnel>> {
    await system.memberRoutes?.clear(found.name);
    const [status, networks] = await Promise.all([system.status(found.name), system.networks()]);
    if (!status.ok) return status;
    if (!networks.ok) return networks;
    const own = networks.value.find(({ device, address }) => device === found.name && address !== null);
    const tunnel: Tunnel = {
      name: found.name,
      backend: system,
      publicKey: status.value.publicKey ?? '',
      record: { ...found, helper: owner.helper },
      address: own?.address == null ? null : { address: own.address, subnet: own.subnet },
      peers: new Map(status.value.peers.map((peer) => [peer.publicKey, peer])),
      mtu: 0,
      limits: new Map(),
    };
    records.write(tunnel.record);
    tunnels.set(tunnel.name, tunnel);
    return ok(tunnel);
  }

  /** The interface of that name if it is, or was, of this owner; null when the name is free. */
  async function claim(system: TunnelBackend, name: string): Promise<Result<Tunnel | null>> {
    const own = tunnels.get(name);
    if (own !== undefined && (await system.exists(name))) return ok(own);
    if (own !== undefined) forget(own);
    const left = listLeftovers(records, owner).find((record) => record.name === name);
    if (left !== undefined) {
      if (await isStillThere(system, left)) return adopt(system, left);
      records.remove(left);
    }
    if (await isAbandoned(system, records, name)) {
      const removed = await system.remove(name, null);
      return removed.ok ? ok(null) : removed;
    }
    return (await system.exists(name)) ? fail(fault('tunnel.interface-exists', { name })) : ok(null);
  }

  async function up(args: UpArgs): Promise<Result<HelperValue<'interface.up'>>> {
    const { name, privateKey, listenPort, mtu } = args;
    const system = await backend();
    if (!system.ok) return system;
    const publicKey = publicKeyOf(privateKey);
    const claimed = await claim(system.value, name);
    if (!claimed.ok) return claimed;
    const kept = claimed.value?.publicKey === publicKey ? claimed.value : null;
    if (claimed.value !== null && kept === null) {
      const removed = await takeDown(claimed.value);
      if (!removed.ok) return removed;
    }
    const port =
      kept === null
        ? await create(system.value, publicKey, args)
        : await reconfigure(kept, { listenPort, mtu });
    if (port.ok) system.value.expectAddress?.(name);
    return port.ok ? ok({ listenPort: port.value, adopted: kept !== null }) : port;
  }

  /** Whoever asks for it knows of no limits yet. */
  async function reconfigure(
    tunnel: Tunnel,
    settings: Pick<UpArgs, 'listenPort' | 'mtu'>,
  ): Promise<Result<number>> {
    if (tunnel.limits.size > 0) await tunnel.backend.memberRoutes?.clear(tunnel.name);
    tunnel.limits.clear();
    tunnel.mtu = settings.mtu;
    return tunnel.backend.configure(tunnel.name, settings);
  }

  const unclaimed = () => listLeftovers(records, owner).filter(({ name }) => !tunnels.has(name));

  async function leftovers(): Promise<readonly string[]> {
    const [left, system] = [unclaimed(), await backend()];
    if (!system.ok) return [];
    const areThere = await Promise.all(left.map((record) => isStillThere(system.value, record)));
    return left.filter((_, i) => areThere[i]).map(({ name }) => name);
  }

  async function removeLeftovers(): Promise<void> {
    const left = unclaimed();
    const system = left.length === 0 ? null : await backend();
    if (!system?.ok) return;
    for (const record of left) {
      const isThere = await isStillThere(system.value, record);
      if (isThere || (await isAbandoned(system.value, records, record.name))) {
        const removed = await system.value.remove(record.name, record.daemon);
        if (!removed.ok) continue;
      }
      records.remove(record);
    }
  }

  return {
    backend,
    find(name) {
      const tunnel = tunnels.get(name);
      return tunnel === undefined ? fail(fault('tunnel.interface-missing', { name })) : ok(tunnel);
    },
    names: () => [...new Set([...tunnels.keys(), ...listLeftovers(records, owner).map(({ name }) => name)])],
    leftovers,
    subnets: () => [...tunnels.values()].flatMap(({ address }) => (address === null ? [] : [address.subnet])),
    up,
    async down(name) {
      const system = await backend();
      if (!system.ok) return system;
      const claimed = await claim(system.value, name);
      if (claimed.ok && claimed.value !== null) return takeDown(claimed.value);
      return fail(fault('tunnel.interface-missing', { name }));
    },
    removeLeftovers,
    async close() {
      for (const tunnel of [...tunnels.values()]) await takeDown(tunnel);
      await removeLeftovers();
    },
  };
}

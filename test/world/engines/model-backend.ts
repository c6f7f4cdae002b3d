/** How the helper makes tunnels on a computer that is none. */
import type { TunnelBackend } from '../../../main/helper/tunnel/backend.ts';
import { type LocalNetwork, toNetwork } from '../../../main/helper/tunnel/local-networks.ts';
import { fault } from '../../../shared/faults/fault.ts';
import { fail, ok, type Result } from '../../../shared/result.ts';
import type { Computer } from './computer.ts';
import { modelHostFirewall } from './model-firewall.ts';
import { TunnelDevice } from './tunnel-device.ts';

export function modelBackend(computer: Computer): TunnelBackend {
  const { tunnels } = computer;
  /** Made, and without a key yet. */
  const fresh = new Set<string>();

  function find(name: string): Result<TunnelDevice, 'tunnel.interface-missing'> {
    const device = tunnels.get(name);
    return device === undefined ? fail(fault('tunnel.interface-missing', { name })) : ok(device);
  }

  return {
    kind: 'kernel',
    wgVersion: 'wireguard-tools v1.0.20250521',
    exists: (name) => fresh.has(name) || tunnels.has(name),
    async create(name, events) {
      if (tunnels.has(name)) return fail(fault('tunnel.interface-exists', { name }));
      events.onStarted(null);
      fresh.add(name);
      return ok(undefined);
    },
    firewall: modelHostFirewall(() => computer.firewall),
    async remove(name) {
      computer.firewall?.open.delete(name);
      fresh.delete(name);
      tunnels.get(name)?.remove();
      return ok(undefined);
    },
    async configure(name, { privateKey, listenPort, mtu }) {
      if (privateKey !== undefined && fresh.delete(name)) {
        tunnels.set(name, new TunnelDevice(computer, name, privateKey));
      }
      const device = find(name);
      if (!device.ok) return device;
      if (!device.value.listen(listenPort)) return fail(fault('tunnel.port-taken', { port: listenPort }));
      device.value.mtu = mtu;
      device.value.lacks.delete('link');
      return ok(device.value.port);
    },
    async setAddress(name, next) {
      const device = find(name);
      if (!device.ok) return device;
      device.value.setAddress(next);
      return ok(undefined);
    },
    async setMtu(name, mtu) {
      const device = find(name);
      if (device.ok) device.value.mtu = mtu;
      return device.ok ? ok(undefined) : device;
    },
    memberRoutes: {
      async set(name, address, mtu) {
        const device = find(name);
        if (!device.ok) return device;
        if (mtu === null) device.value.limits.delete(address);
        else device.value.limits.set(address, mtu);
        return ok(undefined);
      },
      clear: async (name) => tunnels.get(name)?.limits.clear(),
    },
    async setPeers(name, peers, forgotten) {
      const device = find(name);
      if (!device.ok) return device;
      device.value.removePeers(forgotten);
      device.value.setPeers(peers);
      return ok(undefined);
    },
    async removePeers(name, keys) {
      const device = find(name);
      if (!device.ok) return device;
      device.value.removePeers(keys);
      return ok(undefined);
    },
    async status(name) {
      const device = find(name);
      if (!device.ok) return device;
      const { publicKey, port: listenPort } = device.value;
      return ok({ name, publicKey, listenPort, peers: device.value.peers() });
    },
    async networks() {
      const others = [...computer.otherNetworks].flatMap(([device, network]) =>
        toNetwork(network, device, network.split('/')[0] ?? null),
      );
      const routes = [...computer.otherRoutes].flatMap(([device, network]) =>
        toNetwork(network, device, null),
      );
      const own = toNetwork(`${computer.address}/24`, 'eth0', computer.address);
      return ok([...own, ...others, ...routes, ...ofTunnels(computer)]);
    },
  };
}

function ofTunnels({ tunnels }: Computer): LocalNetwork[] {
  return [...tunnels.values()].flatMap(({ name, address, subnet }) =>
    subnet === null ? [] : [{ device: name, address, subnet }],
  );
}

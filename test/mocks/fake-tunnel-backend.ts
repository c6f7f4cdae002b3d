import type { DeviceEvents, TunnelBackend } from '../../main/helper/tunnel/backend.ts';
import type { LocalNetwork } from '../../main/helper/tunnel/local-networks.ts';
import { fault } from '../../shared/faults/fault.ts';
import { fail, ok } from '../../shared/result.ts';

type Steps = Exclude<
  keyof TunnelBackend,
  'kind' | 'wgVersion' | 'exists' | 'isOurs' | 'guard' | 'discovery' | 'memberRoutes'
>;

/** A machine whose devices are names in a set; steps are noted and may be made to fail. */
export interface FakeBackend extends TunnelBackend {
  /** Devices that are there, also those that nobody made through it. */
  readonly devices: Map<string, { publicKey: string | null; events: DeviceEvents | null }>;
  readonly calls: string[];
  readonly failing: Set<Steps>;
  machineNetworks: readonly LocalNetwork[];
}

export function fakeTunnelBackend(): FakeBackend {
  const devices: FakeBackend['devices'] = new Map();
  const calls: string[] = [];
  const failing = new Set<Steps>();

  function step<T>(name: Steps, detail: string, value: T) {
    calls.push(`${name} ${detail}`);
    return failing.has(name)
      ? fail(fault('tunnel.create-failed', { reason: 'not-started', program: name }))
      : ok(value);
  }

  return {
    kind: 'kernel',
    wgVersion: 'wireguard-tools v1.0',
    devices,
    calls,
    failing,
    machineNetworks: [],
    exists: (name) => devices.has(name),
    async create(name, events) {
      const done = step('create', name, undefined);
      if (!done.ok) return done;
      events.onStarted(null);
      devices.set(name, { publicKey: null, events });
      return done;
    },
    async remove(name) {
      const done = step('remove', name, undefined);
      if (done.ok) devices.delete(name);
      return done;
    },
    configure: async (name, { listenPort }) => step('configure', name, listenPort || 51820),
    setAddress: async (name, next, previous) => step('setAddress', `${name} ${previous} ${next}`, undefined),
    setMtu: async (name, mtu) => step('setMtu', `${name} ${mtu}`, undefined),
    setPeers: async (name, peers, forgotten) =>
      step('setPeers', `${name} ${peers.map((peer) => peer.publicKey)} without ${forgotten}`, undefined),
    removePeers: async (name, keys) => step('removePeers', `${name} ${keys}`, undefined),
    status: async (name) => {
      const publicKey = devices.get(name)?.publicKey ?? null;
      return step('status', name, { name, publicKey, listenPort: 51820, peers: [] });
    },
    async networks() {
      return step('networks', '', this.machineNetworks);
    },
  };
}

import type { PortRange } from '../../../shared/games/profile.ts';
import type {
  HelperArgs,
  HelperValue,
  HelperVerb,
  InterfaceStatus,
  PeerConfig,
} from '../../../shared/helper/verbs.ts';
import { settingDefaults } from '../../../shared/model/settings/registry.ts';
import { ok, type Result } from '../../../shared/result.ts';

/** What the tunnel needs of the helper's client. */
export interface HelperCalls {
  call<V extends HelperVerb>(verb: V, args: HelperArgs<V>): Promise<Result<HelperValue<V>>>;
}

/** The device that an engine wants: UDP port 0 lets the system choose, and so does the default's name where another has it. */
export interface TunnelDevice {
  readonly name: string;
  /** Base64. */
  readonly privateKey: string;
  readonly listenPort: number;
  readonly mtu: number;
}

const DEFAULT_NAME = settingDefaults.interfaceName;
/** Enough for all who share a computer. */
const SPARE_NAMES = Array.from({ length: 10 }, (_, i) => DEFAULT_NAME.replace('0', String(i)));
/** Where games and their servers listen; what the system itself offers stays shut. */
const OPEN_PORTS: PortRange = { first: 1024, last: 65_535 };

/** One WireGuard interface of the helper. Every call answers as its verb in `shared/helper/verbs.ts`. */
export class Tunnel {
  readonly #helper: HelperCalls;
  #name: string;
  #device: TunnelDevice;
  #listenPort = 0;
  #isFirewallOpen = false;
  /** In the place of the device's own. */
  #chosenPort: number | null = null;

  constructor(helper: HelperCalls, device: TunnelDevice) {
    this.#helper = helper;
    this.#device = device;
    this.#name = device.name;
  }

  /** What the device is called, or will be asked to be. */
  get name(): string {
    return this.#name;
  }

  /** What it was made with, or will be. */
  get device(): Omit<TunnelDevice, 'privateKey'> {
    const { name, listenPort, mtu } = this.#device;
    return { name, listenPort, mtu };
  }

  /** The next `up` listens there, whatever the device was to be made with; null: as that says. */
  listenOn(port: number | null): void {
    this.#chosenPort = port;
  }

  /** Creates the device, or adopts the one that a crash left, when it has the same key. */
  async up(): Promise<Result<HelperValue<'interface.up'>>> {
    const [first, ...others] = await this.#names();
    let raised = await this.#upAs(first);
    for (const name of others) {
      if (raised.ok || raised.fault.code !== 'tunnel.interface-exists') return raised;
      raised = await this.#upAs(name);
    }
    return raised;
  }

  async #upAs(name: string): Promise<Result<HelperValue<'interface.up'>>> {
    const raised = await this.#helper.call('interface.up', {
      ...this.#device,
      name,
      listenPort: this.#chosenPort ?? this.#device.listenPort,
    });
    if (!raised.ok) return raised;
    this.#name = name;
    this.#listenPort = raised.value.listenPort;
    return raised;
  }

  /** A name that somebody chose is kept to. Else the one that we have, from before a crash too, then any that nobody has. */
  async #names(): Promise<[string, ...string[]]> {
    const { name } = this.#device;
    if (name !== DEFAULT_NAME) return [name];
    const environment = await this.#helper.call('environment', {});
    const own = environment.ok ? (environment.value.interfaces ?? []) : [];
    const known = SPARE_NAMES.filter((spare) => own.includes(spare));
    return [...known, ...SPARE_NAMES.filter((spare) => !known.includes(spare))] as [string, ...string[]];
  }

  /** Takes it down; the next `up` makes it with these. */
  async replace(terms: Pick<TunnelDevice, 'listenPort' | 'mtu'>): Promise<Result<void>> {
    const lowered = await this.down();
    // One that is gone already is what this is for.
    if (!lowered.ok && lowered.fault.code !== 'tunnel.interface-missing') return lowered;
    this.#device = { ...this.#device, ...terms };
    this.#chosenPort = null;
    return ok(undefined);
  }

  /** The UDP port that WireGuard listens on, 0 before it is up. */
  get listenPort(): number {
    return this.#listenPort;
  }

  /** Gives it the party address; the route to the party's subnet comes with the prefix. @param mend - they may be gone. */
  async assign(
    address: string,
    prefix: number,
    mend = false,
  ): Promise<Result<HelperValue<'interface.address'>>> {
    const args = { name: this.name, address, prefix, ...(mend && { mend }) };
    const assigned = await this.#helper.call('interface.address', args);
    // What was opened went with the device or the address before.
    if (assigned.ok && this.#isFirewallOpen) await this.openFirewall();
    return assigned;
  }

  /** Lets the party in through this machine's firewall, from now on whenever the device has its address. */
  async openFirewall(): Promise<Result<HelperValue<'firewall.open'>>> {
    const opened = await this.#helper.call('firewall.open', { name: this.name, ports: [OPEN_PORTS] });
    this.#isFirewallOpen ||= opened.ok;
    return opened;
  }

  /** Sets several peers at once: all of them or none. */
  setPeers(peers: readonly PeerConfig[]): Promise<Result<HelperValue<'peer.set'>>> {
    return this.#helper.call('peer.set', { name: this.name, peers: [...peers] });
  }

  removePeer(publicKey: string): Promise<Result<HelperValue<'peer.remove'>>> {
    return this.#helper.call('peer.remove', { name: this.name, publicKey });
  }

  /** Keeps packets to a member's address to so many bytes; null: to the tunnel's MTU. */
  setPeerMtu(address: string, mtu: number | null): Promise<Result<HelperValue<'peer.mtu'>>> {
    return this.#helper.call('peer.mtu', { name: this.name, address, mtu });
  }

  /** Replaces the decoys of a group: peers nobody is, whose one packet opens our NAT towards an endpoint. */
  setDecoys(group: string, endpoints: readonly string[]): Promise<Result<HelperValue<'decoy.set'>>> {
    return this.#helper.call('decoy.set', { name: this.name, group, endpoints: [...endpoints] });
  }

  /** Has games' announcements to these ports copied to these members, in the place of what was asked for before. */
  setDiscovery(
    members: readonly string[],
    ports: readonly PortRange[],
  ): Promise<Result<HelperValue<'discovery.set'>>> {
    return this.#helper.call('discovery.set', { name: this.name, members: [...members], ports: [...ports] });
  }

  clearDiscovery(): Promise<Result<HelperValue<'discovery.clear'>>> {
    return this.#helper.call('discovery.clear', { name: this.name });
  }

  countDiscovery(): Promise<Result<HelperValue<'discovery.counts'>>> {
    return this.#helper.call('discovery.counts', { name: this.name });
  }

  status(): Promise<Result<InterfaceStatus>> {
    return this.#helper.call('status', { name: this.name });
  }

  down(): Promise<Result<HelperValue<'interface.down'>>> {
    return this.#helper.call('interface.down', { name: this.name });
  }
}

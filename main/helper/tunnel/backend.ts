import type { PortRange } from '../../../shared/games/profile.ts';
import type { HelperArgs, HelperValue, InterfaceStatus, PeerConfig } from '../../../shared/helper/verbs.ts';
import type { Result } from '../../../shared/result.ts';
import type { ProcessIdentity } from '../process-identity.ts';
import type { HostFirewall } from './firewall.ts';
import type { LocalNetwork } from './local-networks.ts';

export type BackendKind = NonNullable<HelperValue<'environment'>['backend']>;

export type DeviceSettings = Pick<HelperArgs<'interface.up'>, 'listenPort' | 'mtu'> & {
  /** Absent: the key that it has stays. */
  readonly privateKey?: string;
};

/**
 * How one kind of system makes and steers tunnels. Whether a request is allowed, and whose an interface is, has been
 * decided before. Names are known to match the schema.
 */
export interface TunnelBackend {
  readonly kind: BackendKind;
  /** Version line of `wg`. */
  readonly wgVersion: string;
  /** Null where this machine lacks what it takes; absent where the system decides by itself. */
  readonly guard?: TunnelGuard | null;
  /** Absent where this kind of system has none yet. */
  readonly discovery?: DiscoveryRelay;
  /** Absent where this kind of system has none yet. */
  readonly firewall?: HostFirewall;
  /** Tells whether this machine (on Linux: this network namespace) has an interface of that name, whoever made it. */
  exists(name: string): boolean | Promise<boolean>;
  /**
   * Tells whether what `exists` was made by a helper of LANrage, where the system itself keeps that beyond the end of
   * the helper and of the machine; absent elsewhere.
   */
  isOurs?(name: string): Promise<boolean>;
  /**
   * Makes the device. `onStarted` is called before anything is left behind that a crash would orphan; `onGone` once
   * its process has ended, for whatever reason.
   * @fault tunnel.interface-exists - the name is taken elsewhere on this machine.
   */
  create(name: string, events: DeviceEvents): Promise<Result<void>>;
  /** Takes the device away; fine when it is already gone. */
  remove(name: string, daemon: ProcessIdentity | null): Promise<Result<void>>;
  /**
   * Brings it up with key, port and MTU. When it fails, a device that was up before listens where it did.
   * @returns the port it listens on. @fault tunnel.port-taken
   */
  configure(name: string, settings: DeviceSettings): Promise<Result<number>>;
  /**
   * Makes `next` its only address, with the route to its network. Both as `10.66.0.1/16`; where they are the same, brings back
   * what is gone of it.
   */
  setAddress(name: string, next: string, previous: string | null): Promise<Result<void>>;
  /** Of the whole device. */
  setMtu(name: string, mtu: number): Promise<Result<void>>;
  /** Of the routes to single members, where this kind of system has them; a device that is made anew has none. */
  readonly memberRoutes?: MemberRoutes;
  /** @param forgotten - keys of those whose peers are removed before. */
  setPeers(name: string, peers: readonly PeerConfig[], forgotten: readonly string[]): Promise<Result<void>>;
  removePeers(name: string, publicKeys: readonly string[]): Promise<Result<void>>;
  /** @fault tunnel.interface-missing */
  status(name: string): Promise<Result<InterfaceStatus>>;
  /** Every IPv4 network of this machine: its interfaces' own and those it has routes to. */
  networks(): Promise<Result<readonly LocalNetwork[]>>;
  /** An address is about to be asked for: begins with what needs none. */
  expectAddress?(name: string): void;
}

/** Keeps tunnels' addresses to their interfaces. None of these fails: a tunnel without works, and is as open as before. */
export interface TunnelGuard {
  /** Shuts this address, e.g. `10.66.0.1/16`, to all interfaces but its own; takes the place of an earlier one. */
  set(name: string, address: string): Promise<void>;
  /** One is about to be set: does what needs no address. */
  prepare?(name: string): Promise<void>;
  clear(name: string): Promise<void>;
  /** Clears those whose interface is gone, whoever set them. */
  sweep(): Promise<void>;
}

/** Who gets copies of what, and what was counted before. */
export interface DiscoveryTerms {
  /** This machine's address in the party; copies come from it. */
  readonly own: string;
  readonly members: readonly string[];
  readonly ports: readonly PortRange[];
}

export type DiscoveryCounts = HelperValue<'discovery.counts'>;

/**
 * Carries what games of this machine tell their LAN to members of the party: a copy for each, from this machine's
 * address there and the game's own port.
 */
export interface DiscoveryRelay {
  /** Takes the place of earlier terms at once; what was counted stays. @fault tunnel.discovery-unavailable */
  set(name: string, terms: DiscoveryTerms): Promise<Result<void, 'tunnel.discovery-unavailable'>>;
  clear(name: string): Promise<void>;
  /** Nothing but zeros where none is set. */
  counts(name: string): Promise<DiscoveryCounts>;
  /** Clears those whose interface is gone, whoever set them. */
  sweep(): Promise<void>;
}

/** Routes to members whose packets must be smaller than the others'. */
export interface MemberRoutes {
  /** @param mtu - in bytes; null: no route of its own. */
  set(name: string, address: string, mtu: number | null): Promise<Result<void>>;
  /** Takes all of them away, whoever set them. */
  clear(name: string): Promise<void>;
}

export interface DeviceEvents {
  onStarted(daemon: ProcessIdentity | null): void;
  onGone(): void;
}

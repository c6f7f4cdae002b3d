import type { networkInterfaces } from 'node:os';
import type { Subnet } from '../../../shared/address.ts';
import type { Because } from '../../../shared/faults/fault-reasons.ts';
import type { wireguardInstallHint } from '../../base/wireguard-install-hint.ts';
import type { Gateways } from './gateway/printed-routes.ts';
import type { SystemReading } from './read-system.ts';

export type Interfaces = ReturnType<typeof networkInterfaces>;

/** A network and what leads to it, as people are told. */
export interface OwnNetwork {
  readonly device: string;
  readonly subnet: Subnet;
  /** The machine's own address in it; null for what only a route or a name server tells of. */
  readonly address: string | null;
}

/** How running a program went. */
export type TriedTool = 'works' | 'missing' | Because<'tunnel.wireguard-broken'>;

/** What this computer says of itself, without any rights. Tests put another computer in its place. */
export interface Machine {
  readonly platform: NodeJS.Platform;
  /** Operating system, its version and the processor, e.g. `linux 6.1.0 x64`. */
  readonly system: string;
  readonly hostName: string;
  /** One line that says how to install WireGuard here. */
  wireguardHint(): ReturnType<typeof wireguardInstallHint>;
  interfaces(): Interfaces;
  /** IPv6 addresses in full length that others should not be told: temporary, deprecated, not yet in use. */
  shortLivedIpv6(): ReadonlySet<string>;
  /** IPv4 networks beyond those of the interfaces' addresses: of routes and name servers. */
  routedNetworks(): readonly OwnNetwork[];
  /** One line for each route to everywhere, other than through our own devices. */
  defaultRoutes(): readonly string[];
  /**
   * Calls back whenever the system says that an interface, an address or a route changed, until the returned function is
   * called; never where it says nothing.
   */
  onNetworkEvent(listener: () => void): () => void;
  /** Since it started, sleep included. */
  uptimeMs(): number;
  gateways(): Promise<Gateways>;
  /** The own address that packets to `address` leave from; null when there is no route. Sends nothing. */
  sourceFor(address: string): Promise<string | null>;
  /** Of UDP. */
  isPortFree(port: number): Promise<boolean>;
  /** Runs the tool that steers WireGuard. */
  tryWireguardTool(): Promise<TriedTool>;
  /** Of the volume of a folder. */
  freeBytes(folder: string): Promise<number>;
  /** Counters and levels now, of the machine and of this process. */
  readSystem(): SystemReading;
  /** Watches for some seconds: how busy all cores are, 0–1, and by how much our event loop is late at worst, ms. */
  measureLoad(): Promise<{ readonly cpuRatio: number; readonly lateMs: number }>;
  /** The text of Linux's /proc/net/wireless; null: no such device, or no such system. */
  wireless(): Promise<string | null>;
}

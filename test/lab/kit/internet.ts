/**
 * A small Internet on this machine: a bridge in a namespace of its own is 203.0.113.0/24 (RFC 5737) and 2001:db8::/64,
 * servers and open hosts sit on it, homes behind their routers. The machine's own namespace is not touched. Needs root.
 */
import { must } from './command.ts';
import { makeFolder, removeFolders } from './folders.ts';
import { buildHome, type Home, type HomeOptions } from './home.ts';
import { LabHost } from './host.ts';
import { returnInterfaceNames, takeInterfaceName } from './interface-names.ts';
import {
  assign6,
  awaitIpv6,
  CORE_ADDRESS6,
  forward6,
  homePrefix6,
  routeThroughCore,
  SECOND_SERVER_ADDRESS6,
  SERVER_ADDRESS6,
  siteAddress6,
} from './ipv6.ts';
import { internetName } from './names.ts';
import { addBridge, createNamespace, ip, namespaceNames, removeNamespace } from './namespace.ts';
import { sweepDeadRuns } from './sweep.ts';

export const SERVER_ADDRESS = '203.0.113.10';
export const SECOND_SERVER_ADDRESS = '203.0.113.11';
/** Further addresses on its bridge, for daemons that take none of the documentation ranges. */
export const ORDINARY_NETWORK = '45.13.0.0/24';
/** Lower addresses of the Internet belong to servers. */
const FIRST_PUBLIC_OCTET = 20;

export class Internet {
  readonly name: string;
  /** The machine that servers run on; it has both server addresses, of IPv4 and of IPv6. */
  readonly server: LabHost;
  readonly #bridge: string;
  readonly #interfaceNames: string[] = [];
  #plugged = 0;
  #sites = 0;
  readonly #closeAtExit = (): void => this.close();

  constructor(name: string) {
    this.name = internetName(name);
    this.#bridge = `${this.name}-internet`;
    process.once('exit', this.#closeAtExit);
    createNamespace(this.#bridge);
    ip(this.#bridge, [addBridge('br0'), 'link set br0 up']);
    assign6(this.#bridge, 'br0', CORE_ADDRESS6);
    forward6(this.#bridge);
    this.server = this.#openHost('server', SERVER_ADDRESS, SERVER_ADDRESS6);
    ip(this.server.namespace, [`addr add ${SECOND_SERVER_ADDRESS}/24 dev eth0`]);
    assign6(this.server.namespace, 'eth0', SECOND_SERVER_ADDRESS6);
    awaitIpv6(this.server.namespace);
  }

  /** A household behind a NAT. */
  home(options: HomeOptions): Home {
    const number = this.#nextSite();
    const publicAddress = `203.0.113.${FIRST_PUBLIC_OCTET + number}`;
    const prefix = `${this.name}-home${number}`;
    const plug = this.#plug.bind(this);
    const plug6 = (namespace: string, device: string): void => {
      this.#plug6(namespace, device, siteAddress6(number));
      ip(this.#bridge, [`route add ${homePrefix6(number)}:/64 via ${siteAddress6(number)}`]);
    };
    return buildHome({ prefix, number, publicAddress, plug, plug6 }, options);
  }

  /** A machine with public addresses and nothing in front of it. @param options.ipv6 - false unless said otherwise. */
  open({ ipv6 = false }: { readonly ipv6?: boolean } = {}): LabHost {
    const number = this.#nextSite();
    const address = `203.0.113.${FIRST_PUBLIC_OCTET + number}`;
    const host = this.#openHost(`open${number}`, address, ipv6 ? siteAddress6(number) : null);
    if (ipv6) awaitIpv6(host.namespace);
    return host;
  }

  /** A name for a tunnel's interface that no other engine on this machine has, until this Internet is closed. */
  interfaceName(): string {
    const name = takeInterfaceName();
    this.#interfaceNames.push(name);
    return name;
  }

  /** Every interface name that was given out here. */
  get interfaceNames(): readonly string[] {
    return this.#interfaceNames;
  }

  /** Namespaces of this Internet that exist. */
  get namespaces(): readonly string[] {
    return namespaceNames().filter((name) => name.startsWith(`${this.name}-`));
  }

  /** A folder outside every repository, removed with this Internet. */
  folder(name: string): string {
    return makeFolder(this.name, name);
  }

  /** Ends every process in it by its id and removes all that was made. Harmless when done twice. */
  close(): void {
    for (const namespace of this.namespaces) removeNamespace(namespace);
    returnInterfaceNames(this.#interfaceNames);
    removeFolders(this.name);
    process.removeListener('exit', this.#closeAtExit);
  }

  #openHost(name: string, address: string, address6: string | null): LabHost {
    const namespace = `${this.name}-${name}`;
    createNamespace(namespace);
    this.#plug(namespace, 'eth0', address);
    if (address6 !== null) this.#plug6(namespace, 'eth0', address6);
    return new LabHost(name, namespace, address, address6);
  }

  #plug(namespace: string, device: string, address: string): void {
    const port = `p${this.#plugged++}`;
    const peer = ['peer', 'name', port, 'netns', this.#bridge];
    must('ip', ['link', 'add', device, 'netns', namespace, 'type', 'veth', ...peer]);
    ip(this.#bridge, [`link set ${port} master br0 up`]);
    ip(namespace, [
      `addr add ${address}/24 dev ${device}`,
      `link set ${device} up`,
      `route add ${ORDINARY_NETWORK} dev ${device}`,
    ]);
  }

  #plug6(namespace: string, device: string, address: string): void {
    assign6(namespace, device, address);
    routeThroughCore(namespace);
  }

  #nextSite(): number {
    this.#sites++;
    if (FIRST_PUBLIC_OCTET + this.#sites > 60) throw new Error('this Internet has no address left');
    return this.#sites;
  }
}

/**
 * Builds an Internet with one server on it, after taking down what dead runs left on this machine. It is closed when
 * the process exits; a signal that nobody else listens to makes it exit.
 */
export function createInternet(name: string): Internet {
  sweepDeadRuns();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    if (process.listenerCount(signal) === 0) process.once(signal, () => process.exit(1));
  }
  return new Internet(name);
}

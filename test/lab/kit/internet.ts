/**
 * A small Internet on this machine: a bridge in a namespace of its own is 203.0.113.0/24 (RFC 5737), servers and open
 * hosts sit on it, homes behind their routers. The machine's own namespace is not touched. Needs root.
 */
import { must } from './command.ts';
import { makeFolder, removeFolders } from './folders.ts';
import { buildHome, type Home, type HomeOptions } from './home.ts';
import { LabHost } from './host.ts';
import { returnInterfaceNames, takeInterfaceName } from './interface-names.ts';
import { internetName } from './names.ts';
import { createNamespace, ip, namespaceNames, removeNamespace } from './namespace.ts';
import { sweepDeadRuns } from './sweep.ts';

export const SERVER_ADDRESS = '203.0.113.10';
export const SECOND_SERVER_ADDRESS = '203.0.113.11';
/** Further addresses on its bridge, for daemons that take none of the documentation ranges. */
export const ORDINARY_NETWORK = '45.13.0.0/24';
/** Lower addresses of the Internet belong to servers. */
const FIRST_PUBLIC_OCTET = 20;

export class Internet {
  readonly name: string;
  /** The machine that servers run on; it has both server addresses. */
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
    ip(this.#bridge, ['link add br0 type bridge', 'link set br0 up']);
    this.server = this.#openHost('server', SERVER_ADDRESS);
    ip(this.server.namespace, [`addr add ${SECOND_SERVER_ADDRESS}/24 dev eth0`]);
  }

  /** A household behind a NAT. */
  home(options: HomeOptions): Home {
    const number = this.#nextSite();
    const publicAddress = `203.0.113.${FIRST_PUBLIC_OCTET + number}`;
    const prefix = `${this.name}-home${number}`;
    const plug = this.#plug.bind(this);
    return buildHome({ prefix, number, publicAddress, plug }, options);
  }

  /** A machine with a public address and nothing in front of it. */
  open(): LabHost {
    const number = this.#nextSite();
    return this.#openHost(`open${number}`, `203.0.113.${FIRST_PUBLIC_OCTET + number}`);
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

  #openHost(name: string, address: string): LabHost {
    const namespace = `${this.name}-${name}`;
    createNamespace(namespace);
    this.#plug(namespace, 'eth0', address);
    return new LabHost(name, namespace, address);
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

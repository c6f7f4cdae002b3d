/** A household: hosts in one LAN behind its router, and behind a carrier's router too where that is asked for. */
import { must } from './command.ts';
import { LabHost } from './host.ts';
import { assign6, awaitIpv6, forward6, type HomeIpv6, homePrefix6, ipv6Ruleset } from './ipv6.ts';
import { addBridge, createNamespace, inNamespace, ip, nft } from './namespace.ts';
import { type NatKind, natRuleset } from './nat.ts';

export interface HomeOptions {
  readonly nat: NatKind;
  /** Number of hosts in the LAN, 1 unless said otherwise. */
  readonly hosts?: number;
  /** A second router between the home's and the Internet (double NAT, as carriers have it). */
  readonly carrier?: NatKind;
  /** none unless said otherwise. */
  readonly ipv6?: HomeIpv6;
}

export interface Home {
  /** The public address that the Internet sees. */
  readonly publicAddress: string;
  /** Namespaces of its routers, the home's own first. */
  readonly routers: readonly string[];
  readonly hosts: readonly [LabHost, ...LabHost[]];
}

/** Connects an interface of a namespace with the Internet under a public address. */
export type Plug = (namespace: string, device: string, address: string) => void;

/** Gives the home's outermost router IPv6, and lets the Internet send the home's prefix there. */
export type Plug6 = (namespace: string, device: string) => void;

/** Where a home stands: its names begin with `prefix`, its private networks carry `number` (1–255). */
export interface HomeSite {
  readonly prefix: string;
  readonly number: number;
  readonly publicAddress: string;
  readonly plug: Plug;
  readonly plug6: Plug6;
}

/** Builds a home. The namespaces that it makes begin with the place's prefix. */
export function buildHome(place: HomeSite, options: HomeOptions): Home {
  const { prefix, number, publicAddress, plug } = place;
  const ipv6 = options.ipv6 ?? 'none';
  const lan = `192.168.${number}`;
  const router = `${prefix}-router`;
  const routers = [router];
  createNamespace(router);
  if (options.carrier === undefined) {
    plug(router, 'wan', publicAddress);
  } else {
    const carrier = `${prefix}-carrier`;
    routers.push(carrier);
    createNamespace(carrier);
    plug(carrier, 'wan', publicAddress);
    // RFC 6598: the range that carriers use between their customers' routers and their own.
    must('ip', [
      'link',
      'add',
      'lan',
      'netns',
      carrier,
      'type',
      'veth',
      'peer',
      'name',
      'wan',
      'netns',
      router,
    ]);
    ip(carrier, [`addr add 100.64.${number}.1/24 dev lan`, 'link set lan up']);
    ip(router, [
      `addr add 100.64.${number}.2/24 dev wan`,
      'link set wan up',
      `route add default via 100.64.${number}.1`,
    ]);
    forward(carrier, natRuleset(options.carrier, `100.64.${number}.2`));
  }
  // Where the kernel filters bridged packets too, those within the LAN would pass the router's rules.
  must(...inNamespace(router, 'sysctl', ['-qew', 'net.bridge.bridge-nf-call-iptables=0']));
  ip(router, [addBridge('lan'), `addr add ${lan}.1/24 dev lan`, 'link set lan up']);
  forward(router, natRuleset(options.nat, `${lan}.2`));
  if (ipv6 !== 'none') {
    routeIpv6(place, routers);
    nft(router, ipv6Ruleset(ipv6, options.nat === 'udp-blocked'));
  }
  const [first, ...others] = Array.from({ length: options.hosts ?? 1 }, (_, i) =>
    addHost(place, router, i, ipv6 !== 'none'),
  );
  if (first === undefined) throw new Error('a home has at least one host');
  return { publicAddress, routers, hosts: [first, ...others] };
}

/** A carrier routes a home's prefix as everybody else does: its NAT is for IPv4 alone. */
function routeIpv6({ number, plug6 }: HomeSite, [router = '', carrier]: readonly string[]): void {
  plug6(carrier ?? router, 'wan');
  for (const namespace of carrier === undefined ? [router] : [router, carrier]) forward6(namespace);
  assign6(router, 'lan', `${homePrefix6(number)}:1`);
  if (carrier === undefined) return;
  assign6(carrier, 'lan', 'fe80::1');
  assign6(router, 'wan', 'fe80::2');
  ip(router, ['route add default via fe80::1 dev wan']);
  ip(carrier, [`route add ${homePrefix6(number)}:/64 via fe80::2 dev lan`]);
}

function addHost({ prefix, number }: HomeSite, router: string, index: number, ipv6: boolean): LabHost {
  const namespace = `${prefix}-host${index + 1}`;
  const address = `192.168.${number}.${index + 2}`;
  const port = `host${index + 1}`;
  createNamespace(namespace);
  must('ip', [
    'link',
    'add',
    'eth0',
    'netns',
    namespace,
    'type',
    'veth',
    'peer',
    'name',
    port,
    'netns',
    router,
  ]);
  ip(router, [`link set ${port} master lan up`]);
  ip(namespace, [
    `addr add ${address}/24 dev eth0`,
    'link set eth0 up',
    `route add default via 192.168.${number}.1`,
  ]);
  if (!ipv6) return new LabHost(port, namespace, address);
  const address6 = `${homePrefix6(number)}:${index + 2}`;
  assign6(namespace, 'eth0', address6);
  ip(namespace, [`route add default via ${homePrefix6(number)}:1`]);
  awaitIpv6(namespace);
  return new LabHost(port, namespace, address, address6);
}

function forward(router: string, ruleset: string): void {
  must(...inNamespace(router, 'sysctl', ['-qw', 'net.ipv4.ip_forward=1']));
  nft(router, ruleset);
}

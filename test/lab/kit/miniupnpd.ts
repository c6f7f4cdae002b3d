/** A real home router's port mapping: Debian's `miniupnpd` on a router of the lab speaks PCP, NAT-PMP and UPnP-IGD. */
import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { must } from './command.ts';
import type { Home } from './home.ts';
import type { Internet } from './internet.ts';
import { inNamespace, ip, nft } from './namespace.ts';
import { LabProcess } from './process.ts';

/** What the router speaks; on the wire PCP and NAT-PMP share a port, so a router without PCP ignores its version. */
export type SpokenProtocol = 'pcp' | 'nat-pmp' | 'upnp';

export interface PortMappingOffer {
  readonly speaks?: readonly SpokenProtocol[];
  /** What the router takes for its public address; miniupnpd refuses the ranges that the lab is made of. */
  readonly publicAddress?: string;
}

const READY_MS = 5_000;
const TABLE = 'lab_port_mapping';
/** miniupnpd's own chains, reached from hooks before those of the NAT. */
const CHAINS = `
table inet ${TABLE} {
  chain mapped_forward { }
  chain mapped_in { }
  chain mapped_out { }
  chain forwarding { type filter hook forward priority filter - 1; jump mapped_forward; }
  chain prerouting { type nat hook prerouting priority dstnat - 1; jump mapped_in; }
  chain postrouting { type nat hook postrouting priority srcnat - 1; jump mapped_out; }
}
`;
/** Drops what has PCP's version in its first byte. */
const WITHOUT_PCP = `table inet ${TABLE} { chain deaf { type filter hook input priority -1; udp dport 5351 @th,64,8 2 drop; }; }`;

export class PortMappingRouter {
  /** The public address that it tells; the Internet of the lab reaches the home at it. */
  readonly publicAddress: string;
  readonly #router: string;
  readonly #configFile: string;
  #daemon: LabProcess | null = null;

  private constructor(router: string, publicAddress: string, configFile: string) {
    this.#router = router;
    this.publicAddress = publicAddress;
    this.#configFile = configFile;
  }

  /** Lets a home's router map ports from now on. */
  static async open(
    internet: Internet,
    home: Home,
    offer: PortMappingOffer = {},
  ): Promise<PortMappingRouter> {
    const { speaks = ['pcp', 'nat-pmp', 'upnp'] } = offer;
    const [router = ''] = home.routers;
    // Any address that looks ordinary will do; the last octet tells homes apart.
    const publicAddress = offer.publicAddress ?? home.publicAddress.replace(/^203\.0\.113\./, '45.13.0.');
    const file = `${internet.folder(`miniupnpd-${router}`)}/miniupnpd.conf`;
    writeFileSync(file, configuration(publicAddress, speaks));
    nft(router, CHAINS);
    if (!speaks.includes('pcp')) nft(router, WITHOUT_PCP);
    ip(router, [`addr add ${publicAddress}/32 dev wan`]);
    for (const namespace of internet.namespaces.filter((name) => name.endsWith('-server'))) {
      ip(namespace, [`route replace ${publicAddress}/32 dev eth0`]);
    }
    const opened = new PortMappingRouter(router, publicAddress, file);
    await opened.start();
    return opened;
  }

  /** Starts the daemon, anew after a crash, and waits until it serves. */
  async start(): Promise<void> {
    const args = ['-d', '-f', this.#configFile, '-P', `${this.#configFile}.pid`];
    const daemon = new LabProcess(...inNamespace(this.#router, 'miniupnpd', args));
    this.#daemon = daemon;
    const deadline = Date.now() + READY_MS;
    while (!/HTTP listening|NAT-PMP\/PCP traffic on/.test(daemon.stderr)) {
      if (Date.now() > deadline) throw new Error(`miniupnpd does not serve: ${daemon.stderr}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  /** Loses everything as a router does whose plug is pulled. */
  async crash(): Promise<void> {
    this.#daemon?.kill('SIGKILL');
    await this.#daemon?.exited;
    for (const chain of ['mapped_forward', 'mapped_in', 'mapped_out']) {
      nft(this.#router, `flush chain inet ${TABLE} ${chain}`);
    }
  }

  /** The mappings that the kernel of the router has: `external port → address:port`, read from its ruleset. */
  mappings(): readonly string[] {
    const rules = must(
      ...inNamespace(this.#router, 'nft', ['-n', 'list', 'chain', 'inet', TABLE, 'mapped_in']),
    );
    return [...rules.matchAll(/th dport (\d+) dnat ip to (\S+)/g)].map(([, port, to]) => `${port} → ${to}`);
  }

  /** What the daemon said, for a failing test's report. */
  get output(): string {
    return this.#daemon?.stderr ?? '';
  }
}

function configuration(publicAddress: string, speaks: readonly SpokenProtocol[]): string {
  const onPort5351 = speaks.includes('pcp') || speaks.includes('nat-pmp');
  const settings = {
    ext_ifname: 'wan',
    ext_ip: publicAddress,
    listening_ip: 'lan',
    enable_natpmp: onPort5351 ? 'yes' : 'no',
    enable_upnp: speaks.includes('upnp') ? 'yes' : 'no',
    secure_mode: 'yes',
    ipv6_disable: 'yes',
    // Leases of seconds, so that a test sees them end.
    min_lifetime: 2,
    upnp_table_name: TABLE,
    upnp_nat_table_name: TABLE,
    upnp_forward_chain: 'mapped_forward',
    upnp_nat_chain: 'mapped_in',
    upnp_nat_postrouting_chain: 'mapped_out',
    uuid: randomUUID(),
  };
  return Object.entries(settings)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
}

/** A real home router's port mapping: Debian's `miniupnpd` on a router of the lab speaks PCP, NAT-PMP and UPnP-IGD. */
import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { PATIENCE_MS } from '../../setup/limits.ts';
import { must } from './command.ts';
import type { Home } from './home.ts';
import { type Internet, ORDINARY_NETWORK } from './internet.ts';
import { inNamespace, ip, nft } from './namespace.ts';
import { LabProcess } from './process.ts';

/** What the router speaks; on the wire PCP and NAT-PMP share a port, so a router without PCP ignores its version. */
export type SpokenProtocol = 'pcp' | 'nat-pmp' | 'upnp';

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
  /** The address that it tells; the Internet of the lab reaches the home at it. Null behind a carrier: it has none. */
  readonly publicAddress: string | null;
  readonly #router: string;
  readonly #configFile: string;
  #daemon: LabProcess | null = null;

  private constructor(router: string, publicAddress: string | null, configFile: string) {
    this.#router = router;
    this.publicAddress = publicAddress;
    this.#configFile = configFile;
  }

  /** Lets a home's router map ports from now on. */
  static async open(
    internet: Internet,
    home: Home,
    speaks: readonly SpokenProtocol[] = ['pcp', 'nat-pmp', 'upnp'],
  ): Promise<PortMappingRouter> {
    const [router = '', carrier] = home.routers;
    const publicAddress = carrier === undefined ? ordinaryAddress(home.publicAddress) : null;
    const file = `${internet.folder(`miniupnpd-${router}`)}/miniupnpd.conf`;
    writeFileSync(file, configuration(publicAddress, speaks));
    nft(router, CHAINS);
    if (!speaks.includes('pcp')) nft(router, WITHOUT_PCP);
    if (publicAddress !== null) ip(router, [`addr add ${publicAddress}/32 dev wan`]);
    const opened = new PortMappingRouter(router, publicAddress, file);
    await opened.start();
    return opened;
  }

  /** Starts the daemon, anew after a crash, and waits until it serves. */
  async start(): Promise<void> {
    const args = ['-d', '-f', this.#configFile, '-P', `${this.#configFile}.pid`];
    const daemon = new LabProcess(...inNamespace(this.#router, 'miniupnpd', args));
    this.#daemon = daemon;
    let end: string | null = null;
    void daemon.exited.then((code) => {
      end = `it ended with ${code}`;
    });
    // This process builds other homes meanwhile, and hears of nothing for as long as that takes.
    const deadline = Date.now() + PATIENCE_MS;
    while (!/HTTP listening|NAT-PMP\/PCP traffic on/.test(daemon.stderr)) {
      if (Date.now() > deadline) end ??= 'it says nothing of it';
      if (end !== null) throw new Error(`miniupnpd does not serve: ${end}. ${daemon.stderr}`);
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

/** miniupnpd refuses the documentation ranges; any address that looks ordinary will do. The last octet tells homes apart. */
function ordinaryAddress(publicAddress: string): string {
  return publicAddress.replace(/^.*\./, ORDINARY_NETWORK.replace(/0\/24$/, ''));
}

function configuration(publicAddress: string | null, speaks: readonly SpokenProtocol[]): string {
  const onPort5351 = speaks.includes('pcp') || speaks.includes('nat-pmp');
  const settings = {
    ext_ifname: 'wan',
    ...(publicAddress === null ? {} : { ext_ip: publicAddress }),
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

/**
 * Keeps a tunnel's address to the tunnel. Linux takes packets for any address of its own on any interface, unless
 * `rp_filter` is 1: a neighbour on the LAN who knows a party address could send to it in a member's name. One table of
 * nftables for each interface drops what comes for it any other way.
 */
import { formatIpv4, parseIpv4 } from '../../../shared/address.ts';
import type { TunnelGuard } from './backend.ts';
import { subnetOf } from './local-networks.ts';
import type { ReadyTools } from './ready-tools.ts';
import type { RunTool } from './tools.ts';
import { LOAD, openTunnelTables, removal, tableOf } from './tunnel-tables.ts';

const PURPOSE = 'guard';
/** Before connection tracking, so that what is dropped leaves no trace there; as a number also for old versions. */
const PRIORITY_RAW = -300;

/** Null when nftables doesn't work here. @param nft - its path. */
export async function openLinuxGuard(
  nft: string,
  run?: RunTool,
  exists?: (name: string) => boolean,
  expect?: ReadyTools['expect'],
): Promise<TunnelGuard | null> {
  const tables = openTunnelTables(nft, PURPOSE, run, exists);
  if (!(await tables.sweep())) return null;
  /** Tables that stand and shut nothing yet. */
  const prepared = new Set<string>();
  return {
    async prepare(name) {
      prepared.add(name);
      await tables.load(guardRuleset(name, null));
      expect?.({ file: nft, args: LOAD });
    },
    async set(name, address) {
      // Where somebody has taken the table away meanwhile, it is made anew.
      const isShut = prepared.delete(name) && (await tables.load(shutting(name, address))).ok;
      if (!isShut) await tables.load(guardRuleset(name, address));
    },
    async clear(name) {
      prepared.delete(name);
      await tables.clear(name);
    },
    sweep: async () => void (await tables.sweep()),
  };
}

/** @param address - null: none yet. */
export function guardRuleset(name: string, address: string | null): string {
  const table = tableOf(name, PURPOSE);
  return `${removal(table)}table ip ${table} {
  set own {
    type ipv4_addr;${address === null ? '' : ` elements = { ${shutOf(address)} };`}
  }
  chain incoming {
    type filter hook prerouting priority ${PRIORITY_RAW}; policy accept;
    iifname != { "lo", "${name}" } ip daddr @own counter drop
  }
}
`;
}

/** In a table that stands: the kernel waits for nothing, as it does where one is replaced. */
function shutting(name: string, address: string): string {
  return `add element ip ${tableOf(name, PURPOSE)} own { ${shutOf(address)} }\n`;
}

/**
 * The network's broadcast address is this machine's as well. The rest of the network isn't: packets of a container on
 * this machine to a member, which it may forward, pass.
 */
function shutOf(address: string): string {
  const [host = '', prefix = ''] = address.split('/');
  const { base } = subnetOf(parseIpv4(host) ?? 0, Number(prefix));
  return `${host}, ${formatIpv4(base + 2 ** (32 - Number(prefix)) - 1)}`;
}

/** Linux: whatever keeps a firewall here, each of them has to let the party in. */
import { readFileSync } from 'node:fs';
import { fault } from '../../../shared/faults/fault.ts';
import { fail, ok } from '../../../shared/result.ts';
import { runCommand } from '../../base/run-command.ts';
import type { FirewallWay, HostFirewall } from './firewall.ts';
import { firewalldWay } from './firewalld.ts';
import { iptablesWay } from './iptables-input.ts';
import { interfaceExists } from './linux-device.ts';
import { nftWay } from './nft-input.ts';
import type { RunTool } from './tools.ts';

/** Paths of what keeps firewalls; null where one is missing. */
export interface FirewallTools {
  readonly nft: string | null;
  readonly iptables: string | null;
  readonly firewallCmd: string | null;
}

export async function openLinuxFirewall(
  { nft, iptables, firewallCmd }: FirewallTools,
  run: RunTool = runCommand,
  exists: (name: string) => boolean = interfaceExists,
  hasUfw: () => boolean = isUfwOn,
): Promise<HostFirewall> {
  const byFirewalld = firewallCmd === null ? null : firewalldWay(firewallCmd, run);
  const byIptables = iptables === null ? null : iptablesWay(iptables, run, hasUfw);
  const byNft =
    nft === null
      ? null
      : nftWay(nft, run, async ({ family, table, name }) => {
          if (table === 'firewalld') return (await byFirewalld?.find()) != null;
          const isOfIptables = family === 'ip' && table === 'filter' && name === 'INPUT';
          return isOfIptables && (await byIptables?.find()) != null;
        });
  const ways: readonly FirewallWay[] = [byFirewalld, byIptables, byNft].filter((way) => way !== null);

  async function close(isMeant: (name: string) => boolean): Promise<void> {
    for (const way of ways) await way.close(isMeant);
  }

  const firewall: HostFirewall = {
    async find() {
      for (const way of ways) {
        const found = await way.find();
        if (found !== null) return found;
      }
      return { kind: 'none', chain: null };
    },
    async open(name, terms) {
      let isAny = false;
      for (const way of ways) {
        if ((await way.find()) === null) continue;
        isAny = true;
        if (await way.open(name, terms)) continue;
        await close((one) => one === name);
        return fail(fault('tunnel.firewall-shut', { reason: 'rules-refused' }));
      }
      return isAny ? ok(undefined) : fail(fault('tunnel.firewall-shut', { reason: 'no-firewall' }));
    },
    close: (name) => close((one) => one === name),
    sweep: () => close((name) => !exists(name)),
  };
  await firewall.sweep();
  return firewall;
}

/** ufw.conf(5): whether it is to run; it writes its rules by iptables. */
function isUfwOn(): boolean {
  try {
    return /^ENABLED=yes/im.test(readFileSync('/etc/ufw/ufw.conf', 'utf8'));
  } catch {
    return false;
  }
}

/** How people allow a network interface in the firewall of this system, in one line; our own words alone. */
import type { HelperValue } from '../../../shared/helper/verbs.ts';

/** @param found - by the helper; null: it can't tell. @returns empty where no command is known. */
export function firewallCommand(
  platform: NodeJS.Platform,
  device: string,
  found: HelperValue<'firewall.find'> | null,
): string {
  if (platform === 'win32')
    return `New-NetFirewallRule -DisplayName LANrage -Direction Inbound -Action Allow -InterfaceAlias ${device}`;
  switch (found?.kind) {
    case 'ufw':
      return `sudo ufw allow in on ${device}`;
    case 'firewalld':
      return `sudo firewall-cmd --zone=trusted --add-interface=${device}`;
    case 'iptables':
      return `sudo iptables -I INPUT -i ${device} -j ACCEPT`;
    case 'nftables':
      return found.chain === null ? '' : `sudo nft insert rule ${found.chain} iifname ${device} accept`;
    default:
      return '';
  }
}

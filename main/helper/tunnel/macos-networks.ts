/** The IPv4 networks that a Mac reaches, by Node's own list of addresses and `netstat -rn -f inet`. */
import type { NetworkInterfaceInfo } from 'node:os';
import { type LocalNetwork, toNetwork } from './local-networks.ts';

type Interfaces = NodeJS.Dict<readonly Pick<NetworkInterfaceInfo, 'family' | 'address' | 'cidr'>[]>;

export function ownNetworks(interfaces: Interfaces): readonly LocalNetwork[] {
  return Object.entries(interfaces).flatMap(([device, addresses = []]) =>
    addresses.flatMap(({ family, address, cidr }) =>
      family === 'IPv4' ? toNetwork(cidr ?? '', device, address) : [],
    ),
  );
}

/**
 * Destination, gateway, flags, device; a destination without its last zeros, and without a prefix where that follows
 * from the parts that are there: `10.66/16`, `192.168.1`, `127`, `10.0.0.1`, `default`.
 */
export function parseNetstat(text: string): readonly LocalNetwork[] {
  return text.split('\n').flatMap((line) => {
    const [destination = '', , , device = ''] = line.trim().split(/\s+/);
    const [address = '', prefix] = destination.split('/');
    const parts = address.split('.');
    if (device === '' || !parts.every((part) => /^\d{1,3}$/.test(part)) || parts.length > 4) return [];
    const whole = [...parts, '0', '0', '0'].slice(0, 4).join('.');
    return toNetwork(`${whole}/${prefix ?? parts.length * 8}`, device, null);
  });
}

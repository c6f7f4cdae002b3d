/** The IPv4 addresses at which this machine asks for names, by resolv.conf(5). */
import { readFileSync } from 'node:fs';
import { parseIpv4, type Subnet } from '../../shared/address.ts';

export interface NameServer {
  readonly subnet: Subnet;
  /** What leads to it, as people are told. */
  readonly device: string;
  /** It is no address of this machine. */
  readonly address: null;
}

/** The second has the real servers where systemd-resolved stands in for them in the first. */
const RESOLV_CONFS = ['/etc/resolv.conf', '/run/systemd/resolve/resolv.conf'];

/**
 * Reads them, each as a network of one address. They are often reached by the default route alone, which leaves no
 * trace in the routing tables; a party network over them would hand every look-up of this machine to a member.
 * @param paths - others only in tests.
 */
export function readNameServers(paths: readonly string[] = RESOLV_CONFS): readonly NameServer[] {
  return paths.flatMap((path) => parseNameServers(textOf(path)));
}

function parseNameServers(text: string): NameServer[] {
  const addresses = Array.from(text.matchAll(/^nameserver[ \t]+([\d.]+)/gm), ([, address = '']) => address);
  return addresses
    .flatMap((address) => parseIpv4(address) ?? [])
    .map((base) => ({ subnet: { base, prefix: 32 }, device: 'its name server', address: null }));
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // Many systems lack one or both; what only root may read the helper, which checks again, does read.
    return '';
  }
}

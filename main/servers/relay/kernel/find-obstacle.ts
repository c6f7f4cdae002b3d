/** Looks whether this machine lets the relay forward in the kernel. Changes nothing. */
import { readFile } from 'node:fs/promises';
import type { KernelObstacle } from './forwarder.ts';
import type { Listener } from './table.ts';
import { familyOf } from './table.ts';

/** CAP_NET_ADMIN's bit in a capability set; linux/capability.h. */
const CAP_NET_ADMIN = 12n;
const FORWARDING = {
  ip: '/proc/sys/net/ipv4/ip_forward',
  ip6: '/proc/sys/net/ipv6/conf/all/forwarding',
};

/** The listeners whose packets may be forwarded here, or why there are none. */
export async function forwardable(
  listeners: readonly Listener[],
): Promise<readonly Listener[] | KernelObstacle> {
  if (process.platform !== 'linux') return 'not-linux';
  if (!(await isNetAdmin())) return 'needs CAP_NET_ADMIN';
  const on = { ip: await isOn(FORWARDING.ip), ip6: await isOn(FORWARDING.ip6) };
  const usable = listeners.filter(({ endpoint }) => on[familyOf(endpoint.address)]);
  return usable.length === 0 ? 'needs net.ipv4.ip_forward' : usable;
}

async function isNetAdmin(): Promise<boolean> {
  const status = await readFile('/proc/self/status', 'utf8');
  const effective = /^CapEff:\s*([0-9a-f]+)$/m.exec(status)?.[1] ?? '0';
  return ((BigInt(`0x${effective}`) >> CAP_NET_ADMIN) & 1n) === 1n;
}

async function isOn(path: string): Promise<boolean> {
  try {
    return (await readFile(path, 'utf8')).trim() !== '0';
  } catch (error) {
    // A kernel without IPv6 has no such file.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

/** Which of this machine's addresses lead others to it most likely: a home's adapter comes before what programs added. */
import type { NetworkInterfaceInfo } from 'node:os';
import { addressToBytes } from '../../../shared/stun/address-bytes.ts';
import type { Machine } from './machine.ts';
import { OWN_DEVICE } from './own-device.ts';

/**
 * The addresses of all devices but loopback and our own, best first: of devices with a route to everywhere, then others, at
 * last those by which this machine is itself the router, as of containers and virtual machines. Else as the system has them.
 * @param source - the address that packets to everywhere leave from, where it is known: not every system tells its routes.
 */
export function addressesInOrder(
  machine: Pick<Machine, 'interfaces' | 'defaultRoutes'>,
  source: string | null = null,
): NetworkInterfaceInfo[] {
  const leadingOut = new Set(machine.defaultRoutes().map((route) => route.split(' ')[0]));
  return Object.entries(machine.interfaces())
    .filter(([device]) => !OWN_DEVICE.test(device))
    .flatMap(([device, addresses = []]) => {
      const leadsOut = leadingOut.has(device) || addresses.some(({ address }) => address === source);
      return addresses
        .filter(({ internal }) => !internal)
        .map((address) => ({ address, rank: leadsOut ? 0 : isRouters(address) ? 2 : 1 }));
    })
    .toSorted((a, b) => a.rank - b.rank)
    .map(({ address }) => address);
}

/** The first address of its network, which is the router's by custom; or there is nobody else in it. */
function isRouters({ address, cidr }: NetworkInterfaceInfo): boolean {
  const bytes = addressToBytes(address);
  if (bytes === null) return false;
  const bits = BigInt(`0x${Buffer.from(bytes).toString('hex')}`);
  const hostBits = 8 * bytes.length - Number((cidr ?? '').split('/')[1]);
  if (!(hostBits >= 0)) return false;
  return hostBits <= 1 || BigInt.asUintN(hostBits, bits) === 1n;
}

/** This machine's own addresses, as far as they decide whether and how the kernel may forward. */
import { createSocket } from 'node:dgram';
import { networkInterfaces } from 'node:os';
import { type Endpoint, isIpv6 } from '../../../../shared/address.ts';

/** Tells whether packets from or to the address never leave this machine: the kernel does not forward those. */
export function isOwn(address: string): boolean {
  if (address.startsWith('127.')) return true;
  const own = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  return own.some((one) => one.address === address);
}

/** The address that the system sends from to a destination, just as for a socket without one; null: no way there. */
export function addressTowards(to: Endpoint): Promise<string | null> {
  const socket = createSocket(isIpv6(to.address) ? 'udp6' : 'udp4');
  return new Promise((resolve) => {
    socket.once('error', () => {
      socket.close();
      resolve(null);
    });
    // Sends nothing.
    socket.connect(to.port, to.address, () => {
      const { address } = socket.address();
      socket.close();
      resolve(address);
    });
  });
}

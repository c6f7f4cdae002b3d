import { z } from 'zod';
import { parseIpv4 } from '../../../shared/address.ts';
import { type LocalNetwork, subnetOf, WIDEST_PREFIX } from './local-networks.ts';

const schema = z.object({
  addresses: z.array(z.object({ device: z.string(), address: z.string(), prefix: z.int().min(0).max(32) })),
  routes: z.array(z.object({ device: z.string(), subnet: z.string() })),
  servers: z.array(z.string()),
});

/** Parses the answer of {@link READ_NETWORKS}; null when it isn't that. */
export function parseWindowsNetworks(json: unknown): readonly LocalNetwork[] | null {
  const parsed = schema.safeParse(json);
  if (!parsed.success) return null;
  const { addresses, routes, servers } = parsed.data;
  return [
    ...addresses.flatMap(({ device, address, prefix }) => network(address, prefix, device, address)),
    ...routes.flatMap(({ device, subnet }) => {
      const [address = '', prefix = ''] = subnet.split('/');
      return network(address, Number(prefix), device, null);
    }),
    ...servers.flatMap((address) => network(address, 32, 'its name server', null)),
  ];
}

function network(text: string, prefix: number, device: string, own: string | null): LocalNetwork[] {
  const address = parseIpv4(text);
  if (address === null || !Number.isInteger(prefix) || prefix < WIDEST_PREFIX || prefix > 32) return [];
  return [{ subnet: subnetOf(address, prefix), device, address: own }];
}

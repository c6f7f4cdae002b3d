import { z } from 'zod';
import { type LocalNetwork, toNetwork } from './local-networks.ts';

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
    ...addresses.flatMap(({ device, address, prefix }) => toNetwork(`${address}/${prefix}`, device, address)),
    ...routes.flatMap(({ device, subnet }) => toNetwork(subnet, device, null)),
    ...servers.flatMap((address) => toNetwork(`${address}/32`, 'its name server', null)),
  ];
}

/** The IPv4 networks that this machine already reaches, read from `ip -j`. */
import { z } from 'zod';
import { formatSubnet, parseIpv4, type Subnet } from '../../../shared/address.ts';

/** A network and the device (or kind of route) that leads to it. */
export interface LocalNetwork {
  readonly subnet: Subnet;
  readonly device: string;
  /** The machine's own address in it; null for what only a route tells of. */
  readonly address: string | null;
}

/** Wider routes mean "everything": the default route, and the two halves that some VPNs put before it. */
const WIDEST_PREFIX = 8;

const addressesSchema = z.array(
  z.object({
    ifname: z.string().optional(),
    addr_info: z
      .array(z.object({ family: z.string(), local: z.string().optional(), prefixlen: z.int().optional() }))
      .optional(),
  }),
);
const routesSchema = z.array(
  z.object({ dst: z.string().optional(), dev: z.string().optional(), type: z.string().optional() }),
);

/** Parses `ip -j -4 address show`; null when it isn't that. */
export function parseAddresses(json: unknown): readonly LocalNetwork[] | null {
  const parsed = addressesSchema.safeParse(json);
  if (!parsed.success) return null;
  return parsed.data.flatMap(({ ifname = '', addr_info = [] }) =>
    addr_info.flatMap(({ family, local = '', prefixlen = 32 }) =>
      family === 'inet' ? toNetwork(`${local}/${prefixlen}`, ifname, local) : [],
    ),
  );
}

/** Parses `ip -j -4 route show table all`; null when it isn't that. */
export function parseRoutes(json: unknown): readonly LocalNetwork[] | null {
  const parsed = routesSchema.safeParse(json);
  if (!parsed.success) return null;
  return parsed.data.flatMap(({ dst = '', dev, type = '' }) =>
    toNetwork(dst.includes('/') ? dst : `${dst}/32`, dev ?? type, null),
  );
}

/**
 * A list of one, or of none for `default`, IPv6 and anything else that is no IPv4 network. @param text - `10.66.0.1/16`;
 * host bits are cut off. @param own - the machine's own address in it.
 */
export function toNetwork(text: string, device: string, own: string | null): LocalNetwork[] {
  const [addressText = '', prefixText = ''] = text.split('/');
  const address = parseIpv4(addressText);
  const prefix = Number(prefixText);
  if (address === null || !Number.isInteger(prefix) || prefix < WIDEST_PREFIX || prefix > 32) return [];
  return [{ subnet: subnetOf(address, prefix), device, address: own }];
}

/** The network that an address (unsigned 32-bit) with a prefix length belongs to. */
export function subnetOf(address: number, prefix: number): Subnet {
  const size = 2 ** (32 - prefix);
  return { base: Math.floor(address / size) * size, prefix };
}

/** The network of an address like `10.66.0.1/16`, as text. */
export function networkOf(text: string): string {
  const [address = '', prefix = ''] = text.split('/');
  return formatSubnet(subnetOf(parseIpv4(address) ?? 0, Number(prefix)));
}

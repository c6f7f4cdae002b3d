/** What `nft -j` prints, read as far as it is of use. */
import { z } from 'zod';
import type { Count } from './table.ts';

const count = z.object({ packets: z.number(), bytes: z.number() });
const countersSchema = z.object({
  nftables: z.array(z.object({ counter: count.extend({ name: z.string() }).optional() })),
});
const keySchema = z.object({
  elem: z.object({
    val: z.object({ concat: z.tuple([z.string(), z.number(), z.number()]) }),
    counter: count,
  }),
});
const mapSchema = z.object({
  nftables: z.array(
    z.object({ map: z.object({ elem: z.array(z.tuple([keySchema, z.unknown()])).optional() }).optional() }),
  ),
});

/** Counters by name; null when the listing is none. */
export function readCounters(listing: unknown): ReadonlyMap<string, Count> | null {
  const parsed = countersSchema.safeParse(listing);
  if (!parsed.success) return null;
  return new Map(
    parsed.data.nftables.flatMap(({ counter }) => (counter === undefined ? [] : [[counter.name, counter]])),
  );
}

/** Packets by element of a listed map of this socket, told by `idOf`; null when the listing is none. */
export function readUse(socket: number, listing: unknown): ReadonlyMap<string, number> | null {
  const parsed = mapSchema.safeParse(listing);
  if (!parsed.success) return null;
  const elements = parsed.data.nftables.flatMap(({ map }) => map?.elem ?? []);
  return new Map(
    elements.map(([{ elem }]) => [`${socket} ${elem.val.concat.join(' ')}`, elem.counter.packets]),
  );
}

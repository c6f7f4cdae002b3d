/** Nodes of the DHT that answered before, in a file of the data folder. */
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { portSchema } from '../../../../shared/model/wire.ts';
import { writeOwnerOnly } from '../../../base/owner-only-file.ts';
import { parseJson } from '../../../base/parse-json.ts';
import type { KnownNodes } from './dht-client.ts';

const nodesSchema = z
  .array(
    z.object({
      id: z
        .string()
        .regex(/^[\da-f]{40}$/)
        .transform((hex) => Buffer.from(hex, 'hex')),
      address: z.union([z.ipv4(), z.ipv6()]),
      port: portSchema,
    }),
  )
  .max(200);

/** What can't be read or written is as if nobody were known. */
export function knownNodesFile(path: string): KnownNodes {
  return {
    read() {
      try {
        return nodesSchema.safeParse(parseJson(readFileSync(path))).data ?? [];
      } catch {
        return [];
      }
    },
    write(nodes) {
      const rows = nodes.map(({ id, address, port }) => ({ id: id.toString('hex'), address, port }));
      void writeOwnerOnly(path, JSON.stringify(rows));
    },
  };
}

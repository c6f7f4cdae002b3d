/**
 * One file an interface in the helper's folder, for the helper that comes after a crash. Only root can write there,
 * so what a record says is as good as what this process remembers.
 */
import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { interfaceNameSchema } from '../../shared/helper/verbs.ts';
import { keySchema } from '../../shared/model/wire.ts';
import { processIdentitySchema } from './process-identity.ts';

const tunnelRecordSchema = z.object({
  name: interfaceNameSchema,
  backend: z.enum(['kernel', 'wireguard-go', 'wireguard-nt']),
  publicKey: keySchema,
  ownerUid: z.int().min(0),
  /** Inode of the network namespace that has the interface. */
  networkNamespace: z.string().regex(/^\d+$/),
  helper: processIdentitySchema,
  /** The process behind the interface; null for the kernel's own. */
  daemon: processIdentitySchema.nullable(),
});
export type TunnelRecord = z.infer<typeof tunnelRecordSchema>;

/** The records in one folder. */
export interface TunnelRecords {
  all(): readonly TunnelRecord[];
  write(record: TunnelRecord): void;
  remove(record: Pick<TunnelRecord, 'name' | 'networkNamespace'>): void;
}

export function openTunnelRecords(folder: string): TunnelRecords {
  const pathOf = ({ name, networkNamespace }: Pick<TunnelRecord, 'name' | 'networkNamespace'>) =>
    join(folder, `${name}.${networkNamespace}.json`);

  function read(file: string): TunnelRecord[] {
    try {
      const parsed = tunnelRecordSchema.safeParse(JSON.parse(readFileSync(join(folder, file), 'utf8')));
      return parsed.success ? [parsed.data] : [];
    } catch (error) {
      // Gone since the listing, or of another version: nothing that could be taken over.
      if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === 'ENOENT') return [];
      throw error;
    }
  }

  return {
    all: () =>
      readdirSync(folder).flatMap((file) => (/^lanrage\d+\.\d+\.json$/.test(file) ? read(file) : [])),
    write(record) {
      const path = pathOf(record);
      writeFileSync(`${path}.new`, JSON.stringify(record), { mode: 0o600 });
      renameSync(`${path}.new`, path);
    },
    remove: (record) => rmSync(pathOf(record), { force: true }),
  };
}

/** What an engine needs to take its party up again after a restart or a crash. Holds secrets. */
import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { partyIdSchema } from '../../../shared/control/messages.ts';
import { reignSchema } from '../../../shared/control/succession.ts';
import { parseCode } from '../../../shared/invite/code.ts';
import { serverUrlSchema } from '../../../shared/model/settings.ts';
import { bytesSchema, displayNameSchema, subnetSchema } from '../../../shared/model/wire.ts';
import { fail, ok, type Result } from '../../../shared/result.ts';
import { parseJson } from '../../base/parse-json.ts';
import { type WriteFault, writeFault } from '../../base/storage-fault.ts';

const membershipSchema = z.object({
  /** The party's code in its canonical form: whoever has it can join. */
  code: z.string().refine((text) => parseCode(text).ok, 'not an invite code'),
  /** WebSocket URLs of the party's control server, best guess first. */
  servers: z.array(serverUrlSchema).max(64),
  partyId: partyIdSchema,
  /** Resumes this membership at the server. */
  token: bytesSchema(32),
  /** Place in the subnet, from 1. */
  index: z.int().min(1),
  subnet: subnetSchema,
  /** Whether this engine runs the party's servers. */
  hosting: z.boolean(),
  name: displayNameSchema,
  /** Who of its members ran its control server last; null or absent: it has a server of its own. */
  reign: reignSchema.nullable().optional(),
  /** Number of the last record that was sent; the next one must be higher. */
  recordSeq: z.int().min(0),
  savedAt: z.iso.datetime(),
});

export type Membership = z.infer<typeof membershipSchema>;

export interface MembershipStore {
  /** The membership of last time; null when there is none, or none that could be used. */
  load(): Membership | null;
  /** Replaces it; on the disk before it returns. @fault storage.full @fault storage.unwritable */
  save(membership: Membership): Result<void, WriteFault>;
  clear(): Result<void, WriteFault>;
}

/** Keeps one membership in an engine's database, whose file is owner-only. The database stays the caller's. */
export function openMembershipStore(database: DatabaseSync): MembershipStore {
  const path = database.location() ?? ':memory:';
  const attempt = (write: () => unknown): Result<void, WriteFault> => {
    try {
      write();
      return ok(undefined);
    } catch (error) {
      return fail(writeFault(error, path));
    }
  };
  return {
    load() {
      const row = database.prepare('SELECT value FROM membership').get();
      if (row === undefined) return null;
      const parsed = membershipSchema.safeParse(parseJson(String(row.value)));
      return parsed.success ? parsed.data : null;
    },
    save: (membership) =>
      attempt(() =>
        database
          .prepare(
            'INSERT INTO membership VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET value = excluded.value',
          )
          .run(JSON.stringify(membership)),
      ),
    clear: () => attempt(() => database.prepare('DELETE FROM membership').run()),
  };
}

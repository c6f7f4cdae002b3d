/** Parties that were left, for joining them again with one press. Holds their codes, as the membership does. */
import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { partyIdSchema } from '../../../shared/control/messages.ts';
import { parseCode } from '../../../shared/invite/code.ts';
import { serverUrlSchema } from '../../../shared/model/settings.ts';
import { displayNameSchema } from '../../../shared/model/wire.ts';
import { fail, ok, type Result } from '../../../shared/result.ts';
import { parseJson } from '../../base/parse-json.ts';
import { type WriteFault, writeFault } from '../../base/storage-fault.ts';
import { inTransaction } from '../../base/transaction.ts';

const recentPartySchema = z.object({
  id: partyIdSchema,
  name: displayNameSchema,
  code: z.string().refine((text) => parseCode(text).ok, 'not an invite code'),
  /** None: it is met by its code. */
  servers: z.array(serverUrlSchema).max(64),
  lastAt: z.iso.datetime(),
});
export type RecentParty = z.infer<typeof recentPartySchema>;

/** What fits a menu. */
const KEPT = 5;

export interface RecentParties {
  /** Newest first, at most 5; what can't be read is left out. */
  list(): readonly RecentParty[];
  /** Puts it first. @fault storage.full @fault storage.unwritable */
  remember(party: RecentParty): Result<void, WriteFault>;
  forget(id: string): Result<void, WriteFault>;
}

/** Keeps them in an engine's database. The database stays the caller's. */
export function openRecentParties(database: DatabaseSync): RecentParties {
  // Asked for with every snapshot.
  let known = read(database);
  const attempt = (write: () => unknown): Result<void, WriteFault> => {
    try {
      write();
    } catch (error) {
      return fail(writeFault(error, database.location() ?? ':memory:'));
    }
    known = read(database);
    return ok(undefined);
  };
  return {
    list: () => known,
    remember: (party) =>
      attempt(() =>
        inTransaction(database, () => {
          database
            .prepare('INSERT OR REPLACE INTO recent_party (id, last_at, value) VALUES (?, ?, ?)')
            .run(party.id, party.lastAt, JSON.stringify(party));
          // A code that nobody is shown any more could not be forgotten either.
          database
            .prepare(
              'DELETE FROM recent_party WHERE id NOT IN (SELECT id FROM recent_party ORDER BY last_at DESC LIMIT ?)',
            )
            .run(KEPT);
        }),
      ),
    forget: (id) => attempt(() => database.prepare('DELETE FROM recent_party WHERE id = ?').run(id)),
  };
}

function read(database: DatabaseSync): RecentParty[] {
  return database
    .prepare('SELECT value FROM recent_party ORDER BY last_at DESC LIMIT ?')
    .all(KEPT)
    .flatMap(({ value }) => recentPartySchema.safeParse(parseJson(String(value))).data ?? []);
}

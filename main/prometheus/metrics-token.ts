/** The secret with which Prometheus fetches metrics: `<data directory>/metrics-token`, its owner's alone. */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { fault } from '../../shared/faults/fault.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import { ensureOwnerOnlyDirectory, readOwnerOnly, writeOwnerOnly } from '../base/owner-only-file.ts';

const TOKEN = /^[\w-]{22,256}$/;

/**
 * Reads it, and makes it where there is none; deleting the file makes a new one.
 * @fault storage.unreadable - also where it holds something else. @fault storage.unwritable @fault storage.full
 */
export async function metricsToken(dataDir: string): Promise<Result<string>> {
  const path = join(dataDir, 'metrics-token');
  const directory = await ensureOwnerOnlyDirectory(dataDir);
  if (!directory.ok) return directory;
  const known = await readOwnerOnly(path);
  if (!known.ok) return known;
  if (known.value !== null) {
    const token = Buffer.from(known.value.data).toString('utf8').trim();
    return TOKEN.test(token) ? ok(token) : fail(fault('storage.unreadable', { path, reason: 'not-a-token' }));
  }
  const token = randomBytes(32).toString('base64url');
  const written = await writeOwnerOnly(path, `${token}\n`);
  return written.ok ? ok(token) : written;
}

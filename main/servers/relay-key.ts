import { randomBytes } from 'node:crypto';
import { fault } from '../../shared/faults/fault.ts';
import { keySchema } from '../../shared/model/wire.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import { readOwnerOnly, writeOwnerOnly } from '../base/owner-only-file.ts';
import type { WriteFault } from '../base/storage-fault.ts';

export type RelayKeyFault = WriteFault | 'storage.unreadable' | 'keys.unreadable';

/**
 * Reads the relay's private key, or makes it. Any 32 bytes are a Curve25519 key (RFC 7748 §5).
 * @param path - null: a new key that is not kept.
 * @returns 32 bytes, standard base64.
 * @fault keys.unreadable - the file holds something else.
 */
export async function loadRelayKey(path: string | null): Promise<Result<string, RelayKeyFault>> {
  const made = randomBytes(32).toString('base64');
  if (path === null) return ok(made);
  const read = await readOwnerOnly(path);
  if (!read.ok) return read;
  if (read.value !== null) {
    const key = keySchema.safeParse(Buffer.from(read.value.data).toString('latin1').trim());
    return key.success ? ok(key.data) : fail(fault('keys.unreadable', { path, reason: 'not-a-key' }));
  }
  const written = await writeOwnerOnly(path, `${made}\n`);
  return written.ok ? ok(made) : written;
}

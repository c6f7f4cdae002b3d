/** The secrets that helpers know their engine by, kept for an engine that comes back after a crash. */
import { createHash, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import { bytesSchema } from '../../../shared/model/wire.ts';
import { ok, type Result } from '../../../shared/result.ts';
import { readOwnerOnly, writeOwnerOnly } from '../../base/owner-only-file.ts';
import { parseJson } from '../../base/parse-json.ts';

/** `session`: the helper that was started last. `service`: the one that was set up once. */
export type HelperTokenKind = 'session' | 'service';

const FILES: Readonly<Record<HelperTokenKind, string>> = {
  session: 'helper.json',
  service: 'helper-service.json',
};
const TOKEN_BYTES = 32;
const fileSchema = z.object({ token: bytesSchema(TOKEN_BYTES) });

/** The token of a helper, which may be long gone; null when there is none that can be used. */
export async function readHelperToken(
  dataDir: string,
  kind: HelperTokenKind = 'session',
): Promise<string | null> {
  const file = await readOwnerOnly(join(dataDir, FILES[kind]));
  // Others could read it until now: they may know it.
  if (!file.ok || file.value === null || file.value.repaired) return null;
  return fileSchema.safeParse(parseJson(file.value.data)).data?.token ?? null;
}

/** Makes and keeps a new token. @fault storage.unwritable @fault storage.full */
export async function createHelperToken(
  dataDir: string,
  kind: HelperTokenKind = 'session',
): Promise<Result<string>> {
  const token = randomBytes(TOKEN_BYTES).toString('base64url');
  const written = await writeOwnerOnly(join(dataDir, FILES[kind]), JSON.stringify({ token }));
  return written.ok ? ok(token) : written;
}

/** What the helper gets to know it by; command lines are public. @returns base64url */
export function hashHelperToken(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}

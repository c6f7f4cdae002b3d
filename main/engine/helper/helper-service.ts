/** "Set up once": has the system start the helper by itself, for this user and this engine, and tells whether it does. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { fault } from '../../../shared/faults/fault.ts';
import type { Because } from '../../../shared/faults/fault-reasons.ts';
import {
  HELPER_PROGRAM_FOLDERS,
  type HelperServiceState,
  isHelperPlatform,
  ownerFile,
  TOKEN_HASH_VARIABLE,
} from '../../../shared/helper/service.ts';
import { faultSchema } from '../../../shared/model/wire.ts';
import { fail, ok, type Result } from '../../../shared/result.ts';
import { parseJson } from '../../base/parse-json.ts';
import { findUnfit } from './check-program.ts';
import { elevate } from './elevate.ts';
import type { ElevatedKind, HelperProgram } from './elevated-command.ts';
import { createHelperToken, hashHelperToken, readHelperToken } from './helper-token.ts';
import { ownerOfService } from './service-owner.ts';

export interface HelperServiceOptions {
  /** Absolute path of the built helper. */
  readonly helperScript: string;
  readonly nodePath: string;
  readonly dataDir: string;
  /** Asks the system; the terminal's way is another one. */
  readonly elevate?: typeof elevate;
  /** Put before every path of the system; only in tests. */
  readonly root?: string;
}

const answerSchema = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true) }),
  z.object({ ok: z.literal(false), fault: faultSchema }),
]);

/** How far the helper is set up for this user and this data folder. Reads a few files that everybody may read. */
export async function readHelperService(
  { helperScript, dataDir, root = '' }: Pick<HelperServiceOptions, 'helperScript' | 'dataDir' | 'root'>,
  platform: NodeJS.Platform = process.platform,
): Promise<HelperServiceState> {
  if (!isHelperPlatform(platform) || !(await canStartServices(platform, root))) return 'unsupported';
  const token = await readHelperToken(dataDir, 'service');
  const owner = await ownerOfService(platform);
  if (token === null || owner === null) return 'absent';
  const known = await readText(join(root, ownerFile(owner, platform)));
  if (known?.includes(`${TOKEN_HASH_VARIABLE}=${hashHelperToken(token)}`) !== true) return 'absent';
  const installed = join(root, HELPER_PROGRAM_FOLDERS[platform], 'helper.mjs');
  const [copy, own] = [await hashFile(installed), await hashFile(helperScript)];
  return copy === own ? 'installed' : 'outdated';
}

/**
 * Copies the helper to where only root can change it and has the system start it from there; one question, then no
 * more. Again on top of an older one, it replaces that one.
 * @fault helper.refused @fault helper.not-installed - see {@link elevate}.
 * @fault helper.install-failed - this system can't do it. @fault storage.unwritable @fault storage.full
 */
export async function installHelper(options: HelperServiceOptions): Promise<Result<Record<string, never>>> {
  const { nodePath, helperScript, dataDir } = options;
  if (helperScript.endsWith('.ts')) return failed({ reason: 'from-sources' });
  const owner = await ownerOfService(process.platform);
  if (owner === null) return failed({ reason: 'no-user-id' });
  const [helperHash, nodeHash] = [await hashFile(helperScript), await hashFile(nodePath)];
  if (helperHash === null || nodeHash === null) return failed({ reason: 'own-files-unreadable' });
  const known = await readHelperToken(dataDir, 'service');
  const token = known === null ? await createHelperToken(dataDir, 'service') : ok(known);
  if (!token.ok) return token;
  return run(options, [
    'install',
    `--owner=${owner}`,
    `--token-hash=${hashHelperToken(token.value)}`,
    `--helper-hash=${helperHash}`,
    `--node-hash=${nodeHash}`,
  ]);
}

/**
 * Takes away what {@link installHelper} left, for this user; a helper that runs ends, and with it the tunnel.
 * @fault helper.not-removed - they said no, or the system did. @fault helper.not-installed - see {@link elevate}.
 */
export async function uninstallHelper(options: HelperServiceOptions): Promise<Result<Record<string, never>>> {
  const owner = await ownerOfService(process.platform);
  if (owner === null) return notRemoved({ reason: 'no-user-id' });
  const done = await run(options, ['uninstall', `--owner=${owner}`]);
  if (done.ok) return done;
  if (done.fault.code === 'helper.refused') return notRemoved({ reason: 'declined' });
  return done.fault.code === 'helper.install-failed' ? notRemoved(done.fault.args) : done;
}

async function run(
  { nodePath, helperScript, root = '', elevate: ask = elevate }: HelperServiceOptions,
  args: readonly string[],
): Promise<Result<Record<string, never>>> {
  const program: HelperProgram = {
    nodePath,
    helperScript,
    isElectron: process.versions.electron !== undefined,
  };
  const unfit = findUnfit(program);
  if (unfit !== null) return fail(fault('helper.not-installed', unfit));
  const kind: ElevatedKind = 'task';
  const done = await ask(program, root === '' ? args : [...args, `--root=${root}`], kind);
  if (!done.ok) return done;
  // Windows' question gives back what failed alone.
  if (process.platform === 'win32' && done.value === '') return ok({});
  const answer = answerSchema.safeParse(parseJson(done.value.trim()));
  if (!answer.success) return failed({ reason: 'no-result' });
  return answer.data.ok ? ok({}) : fail(answer.data.fault);
}

function notRemoved(because: Because<'helper.not-removed'>) {
  return fail(fault('helper.not-removed', because));
}

function failed(because: Because<'helper.install-failed'>) {
  return fail(fault('helper.install-failed', because));
}

/** systemd's own test for being the running system (sd_booted(3)); the others always start services. */
async function canStartServices(platform: NodeJS.Platform, root: string): Promise<boolean> {
  if (platform !== 'linux' || root !== '') return true;
  return (await stat('/run/systemd/system').catch(missing)) !== null;
}

async function readText(path: string): Promise<string | null> {
  return readFile(path, 'utf8').catch(missing);
}

async function hashFile(path: string): Promise<string | null> {
  const hash = createHash('sha256');
  const read = await pipeline(createReadStream(path), hash).then(() => true, missing);
  return read === null ? null : hash.digest('base64url');
}

function missing(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT' || error.code === 'EACCES' || error.code === 'ENOTDIR') return null;
  throw error;
}

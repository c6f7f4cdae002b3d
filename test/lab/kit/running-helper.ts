/** The helper as an engine starts it, from its sources, in a namespace. */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { vi } from 'vitest';
import { connectHelper, type HelperClient } from '../../../main/engine/helper/helper-client.ts';
import { hashHelperToken } from '../../../main/engine/helper/helper-token.ts';
import { helperSocketName } from '../../../shared/helper/socket-name.ts';
import { inNamespace } from './namespace.ts';

export const HELPER = fileURLToPath(new URL('../../../main/helper/helper.ts', import.meta.url));

export interface RunningHelper {
  readonly process: ChildProcess;
  readonly token: string;
  readonly socketPath: string;
}

/** @param folder - of its socket. @param uid - of the user that it serves. */
export function startHelper(
  namespace: string,
  folder: string,
  { uid = 0, graceMs }: { readonly uid?: number; readonly graceMs?: number } = {},
): RunningHelper {
  const token = randomBytes(32).toString('base64url');
  const tokenHash = hashHelperToken(token);
  const args = [`--socket-dir=${folder}`, `--owner-uid=${uid}`, `--token-hash=${tokenHash}`];
  if (graceMs !== undefined) args.push(`--grace-ms=${graceMs}`);
  const child = spawn(...inNamespace(namespace, process.execPath, [HELPER, ...args]), { stdio: 'inherit' });
  return { process: child, token, socketPath: `${folder}/${helperSocketName(tokenHash)}` };
}

/** Waits until it serves. */
export function connectTo({ socketPath, token }: RunningHelper): Promise<HelperClient> {
  return vi.waitUntil(
    async () => {
      const connected = await connectHelper(socketPath, token);
      return connected.ok ? connected.value : null;
    },
    { interval: 20 },
  );
}

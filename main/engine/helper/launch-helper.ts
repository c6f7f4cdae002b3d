/** Finds the helper of an earlier engine, or starts one. */
import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Fault, fault } from '../../../shared/faults/fault.ts';
import { isHelperPlatform } from '../../../shared/helper/service.ts';
import {
  HELPER_SOCKET_FOLDERS,
  helperSocketPath,
  serviceSocketName,
} from '../../../shared/helper/socket-name.ts';
import { HELPER_GRACE_MS } from '../../../shared/helper/verbs.ts';
import { fail, ok, type Result } from '../../../shared/result.ts';
import type { Log } from '../../base/log/log.ts';
import { connectHelper, type HelperClient } from './helper-client.ts';
import { createHelperToken, hashHelperToken, readHelperToken } from './helper-token.ts';
import { ownerOfService } from './service-owner.ts';
import { elevateHelper, type StartedHelper, spawnHelper } from './start-helper.ts';

export interface LaunchHelperOptions {
  /** Absolute path of the built helper. */
  readonly helperScript: string;
  /** Node or Electron to run it with: `process.execPath`. */
  readonly nodePath: string;
  readonly dataDir: string;
  readonly log: Log;
  /** Whether the system may put up its password prompt. */
  readonly mayAsk: boolean;
  /** Elsewhere only in tests. */
  readonly socketFolder?: string;
}

/** From start to socket takes about 0.2 s; 10 s also do for a machine that is still booting. */
const LISTEN_TIMEOUT_MS = 10_000;
const POLL_MS = 20;
const OTHERS_WRITE = 0o022;

/**
 * Connects to the helper that still holds the tunnel of an earlier engine, to the one that was set up once, or starts
 * a new one, which may put up the system's prompt and then waits for the person.
 * @fault helper.refused - the person said no. @fault helper.not-installed - root rights can't be asked for here.
 * @fault helper.unreachable - it doesn't run, and `mayAsk` is off or it doesn't start.
 * @fault tunnel.unsupported-platform
 */
export async function launchHelper(options: LaunchHelperOptions): Promise<Result<HelperClient>> {
  const { log, dataDir } = options;
  const { platform } = process;
  if (!isHelperPlatform(platform)) return fail(fault('tunnel.unsupported-platform', { platform }));
  const { socketFolder: folder = HELPER_SOCKET_FOLDERS[platform] } = options;
  const earlier = await readHelperToken(dataDir);
  if (earlier !== null) {
    const found = await findEarlier(folder, earlier);
    if (found.ok) {
      log.info('helper found again', { interfaces: found.value.interfaces });
      return found;
    }
    log.debug('no earlier helper', { fault: found.fault });
  }
  const service = await findService(folder, dataDir);
  if (service.ok) {
    log.info('helper started by the system', { interfaces: service.value.interfaces });
    return service;
  }
  log.debug('no helper that the system starts', { fault: service.fault });
  const isRoot = process.geteuid?.() === 0;
  if (!isRoot && !options.mayAsk) return fail(fault('helper.unreachable', { reason: 'not-running' }));
  const token = await createHelperToken(dataDir);
  if (!token.ok) return token;
  const started = await start(options, folder, hashHelperToken(token.value), isRoot);
  if (!started.ok) return started;
  const connected = await untilConnected(folder, token.value, started.value);
  if (connected.ok) log.info('helper started', { asked: !isRoot });
  return connected;
}

async function start(
  { nodePath, helperScript }: LaunchHelperOptions,
  folder: string,
  tokenHash: string,
  isRoot: boolean,
): Promise<Result<StartedHelper>> {
  const program = { nodePath, helperScript, isElectron: process.versions.electron !== undefined };
  const owner = await ownerOfService(process.platform);
  if (owner === null) return fail(fault('helper.not-installed', { reason: 'no-user-id' }));
  const ownership = process.platform === 'win32' ? `--owner-sid=${owner}` : `--owner-uid=${owner}`;
  const args = [`--socket-dir=${folder}`, ownership, `--token-hash=${tokenHash}`];
  return isRoot ? ok(spawnHelper(program, args)) : elevateHelper(program, args);
}

/** The socket is there all the time, and to connect to it starts the helper. On Windows the helper is. */
async function findService(folder: string, dataDir: string): Promise<Result<HelperClient>> {
  const token = await readHelperToken(dataDir, 'service');
  if (token === null) return fail(fault('helper.unreachable', { reason: 'not-set-up' }));
  const owner = String(process.geteuid?.() ?? '');
  const path = process.platform === 'linux' ? join(folder, serviceSocketName(owner)) : undefined;
  return connectTrusted(folder, token, path);
}

/** One of another version cannot be spoken to; without a client it ends by itself, and then the name is free. */
async function findEarlier(folder: string, token: string): Promise<Result<HelperClient>> {
  const deadline = performance.now() + HELPER_GRACE_MS + LISTEN_TIMEOUT_MS;
  for (;;) {
    const found = await connectTrusted(folder, token);
    const isOther = !found.ok && found.fault.code === 'helper.version-mismatch';
    if (!isOther || performance.now() > deadline) return found;
    await delay(500);
  }
}

async function untilConnected(
  folder: string,
  token: string,
  started: StartedHelper,
): Promise<Result<HelperClient>> {
  const deadline = performance.now() + LISTEN_TIMEOUT_MS;
  for (;;) {
    const connected = await connectTrusted(folder, token);
    if (connected.ok || connected.fault.code !== 'helper.unreachable') return connected;
    const failure = started.failure();
    if (failure !== null) return fail(failure);
    if (performance.now() > deadline) return connected;
    await delay(POLL_MS);
  }
}

/** The token is shown only to a socket that root has made for this user. */
async function connectTrusted(
  folder: string,
  token: string,
  path = helperSocketPath(process.platform, folder, hashHelperToken(token)),
): Promise<Result<HelperClient>> {
  // A pipe has no file; who made it is for the system to say, which lets nobody take the name of one that is there.
  if (process.platform === 'win32') return connectHelper(path, token);
  const doubt = findDoubt(folder, path);
  return doubt === null ? connectHelper(path, token) : fail(doubt);
}

function findDoubt(folder: string, path: string): Fault<'helper.unreachable' | 'helper.refused'> | null {
  const [outer, inner] = [folder, path].map((one) => lstatSync(one, { throwIfNoEntry: false }));
  if (outer === undefined || inner === undefined) {
    return fault('helper.unreachable', { reason: 'not-running' });
  }
  const isRoots = outer.isDirectory() && outer.uid === 0 && (outer.mode & OTHERS_WRITE) === 0;
  const isForMe = inner.isSocket() && inner.uid === process.geteuid?.();
  return isRoots && isForMe ? null : fault('helper.unreachable', { reason: 'not-its-socket' });
}

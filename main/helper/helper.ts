/**
 * Entry of the elevated helper: does the closed list of verbs for one user, over one socket, until that user's
 * engine has been away for the grace time; or, with `install` and `uninstall`, has the system start it by itself.
 * Started with the options of {@link parseArguments} or {@link parseServiceRequest} and nothing else: what it gets
 * from its environment is dropped, since an ordinary user may have made it.
 */
import { lstatSync } from 'node:fs';
import { inspect } from 'node:util';
import { HELPER_EXIT } from '../../shared/helper/exit-codes.ts';
import { helperSocketPath } from '../../shared/helper/socket-name.ts';
import { invariant } from '../../shared/result.ts';
import { systemClock } from '../base/clock.ts';
import { type HelperArguments, parseArguments } from './arguments.ts';
import { inheritedOwnerSocket, pipeOwnerSocket, unixOwnerSocket } from './owner-socket.ts';
import { identify, networkNamespace } from './process-identity.ts';
import { type OwnerSocket, startHelperServer } from './server.ts';
import { runServiceRequest } from './service/run-service-request.ts';
import { parseServiceRequest } from './service/service-request.ts';
import { openSocketFolder, removeDeadSockets } from './socket-folder.ts';
import { openBackend } from './tunnel/open-backend.ts';
import { openTunnelRecords } from './tunnel-record.ts';
import { createTunnelRegistry } from './tunnel-registry.ts';
import { createVerbHandlers } from './tunnel-verbs.ts';

// A client that no longer reads must not hold the process.
process.exit(await main(process.argv.slice(2)));

async function main(args: readonly string[]): Promise<number> {
  const request = parseServiceRequest(args);
  const options = request === null ? parseArguments(args) : null;
  if (request === null && options === null) return HELPER_EXIT.badArguments;
  // Windows says so where it matters: only administrators write below Program Files.
  if (process.platform !== 'win32' && process.geteuid?.() !== 0) return HELPER_EXIT.notRoot;
  leaveSurroundings();
  if (request !== null) return runServiceRequest(request);
  return options === null ? HELPER_EXIT.badArguments : serve(options);
}

async function serve(options: HelperArguments): Promise<number> {
  const folder = options['socket-dir'];
  if (!openSocketFolder(folder)) return HELPER_EXIT.unsafeFolder;
  const ownerSocket = await findOwnerSocket(options);
  if (ownerSocket === null) return HELPER_EXIT.alreadyRunning;
  const helper = identify(process.pid);
  invariant(helper !== null, 'this process is alive');
  const registry = createTunnelRegistry({
    openBackend: () => openBackend(process.platform, folder),
    records: openTunnelRecords(folder),
    owner: { uid: options['owner-uid'], networkNamespace: networkNamespace(), helper },
  });
  const server = startHelperServer({
    ownerSocket,
    tokenHash: options['token-hash'],
    graceMs: options['grace-ms'],
    registry,
    handlers: createVerbHandlers(registry),
    clock: systemClock,
    stays: options.stay === 'yes',
  });
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, server.stop);
  let exitCode = 0;
  process.on('uncaughtException', (error) => {
    process.stderr.write(`${inspect(error)}\n`);
    exitCode = 1;
    server.stop();
  });
  await server.ended;
  return exitCode;
}

/** Null when another helper serves the same token. */
async function findOwnerSocket(options: HelperArguments): Promise<OwnerSocket | null> {
  if (options['listen-fd'] !== undefined) return inheritedOwnerSocket(Number(options['listen-fd']));
  const folder = options['socket-dir'];
  const path = helperSocketPath(process.platform, folder, options['token-hash']);
  if (process.platform === 'win32') return pipeOwnerSocket(path, options['owner-sid'] ?? '');
  await removeDeadSockets(folder, path);
  return lstatSync(path, { throwIfNoEntry: false }) === undefined
    ? unixOwnerSocket(path, options['owner-uid'])
    : null;
}

function leaveSurroundings(): void {
  for (const name of Object.keys(process.env)) delete process.env[name];
  // Texts of tools are matched in one place, and there in English.
  const surroundings =
    process.platform === 'win32'
      ? { PATH: 'C:\\Windows\\System32', SystemRoot: 'C:\\Windows', TEMP: 'C:\\Windows\\Temp' }
      : { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C' };
  Object.assign(process.env, surroundings);
  process.chdir('/');
  process.umask(0o022);
}

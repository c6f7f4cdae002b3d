/**
 * Entry of the elevated helper: does the closed list of verbs for one user, over one socket, until that user's
 * engine has been away for the grace time. Started with {@link parseArguments}' options and nothing else: what it
 * gets from its environment is dropped, since an ordinary user may have made it.
 */
import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { HELPER_EXIT } from '../../shared/helper/exit-codes.ts';
import { helperSocketName } from '../../shared/helper/socket-name.ts';
import { invariant } from '../../shared/result.ts';
import { systemClock } from '../base/clock.ts';
import { type HelperArguments, parseArguments } from './arguments.ts';
import { identify, networkNamespace } from './process-identity.ts';
import { startHelperServer } from './server.ts';
import { openSocketFolder, removeDeadSockets } from './socket-folder.ts';
import { openBackend } from './tunnel/open-backend.ts';
import { openTunnelRecords } from './tunnel-record.ts';
import { createTunnelRegistry } from './tunnel-registry.ts';
import { createVerbHandlers } from './tunnel-verbs.ts';

// A client that no longer reads must not hold the process.
process.exit(await main(process.argv.slice(2)));

async function main(args: readonly string[]): Promise<number> {
  const options = parseArguments(args);
  if (options === null) return HELPER_EXIT.badArguments;
  if (process.geteuid?.() !== 0) return HELPER_EXIT.notRoot;
  leaveSurroundings();
  const folder = options['socket-dir'];
  if (!openSocketFolder(folder)) return HELPER_EXIT.unsafeFolder;
  const socketPath = join(folder, helperSocketName(options['token-hash']));
  await removeDeadSockets(folder, socketPath);
  if (lstatSync(socketPath, { throwIfNoEntry: false }) !== undefined) return HELPER_EXIT.alreadyRunning;
  return serve(options, socketPath);
}

async function serve(options: HelperArguments, socketPath: string): Promise<number> {
  const helper = identify(process.pid);
  invariant(helper !== null, 'this process is alive');
  const registry = createTunnelRegistry({
    openBackend: () => openBackend(process.platform),
    records: openTunnelRecords(options['socket-dir']),
    owner: { uid: options['owner-uid'], networkNamespace: networkNamespace(), helper },
  });
  const server = startHelperServer({
    socketPath,
    ownerUid: options['owner-uid'],
    tokenHash: options['token-hash'],
    graceMs: options['grace-ms'],
    registry,
    handlers: createVerbHandlers(registry),
    clock: systemClock,
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

function leaveSurroundings(): void {
  for (const name of Object.keys(process.env)) delete process.env[name];
  // Texts of tools are matched in one place, and there in English.
  Object.assign(process.env, { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C' });
  process.chdir('/');
  process.umask(0o022);
}

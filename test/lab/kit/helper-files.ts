/** What helpers keep in their folder: a record for each interface, and a socket for each engine. */
import { existsSync, globSync, readFileSync, rmSync } from 'node:fs';
import { hashHelperToken } from '../../../main/engine/helper/helper-token.ts';
import { HELPER_SOCKET_FOLDERS, helperSocketName } from '../../../shared/helper/socket-name.ts';

/** The records that tell of an interface. */
export function helperRecords(interfaceName: string): readonly string[] {
  return globSync(`${HELPER_SOCKET_FOLDERS.linux}/${interfaceName}.*`);
}

/** The socket of the helper that an engine started last; none when there is no such socket any more. */
export function helperSockets(dataDir: string): readonly string[] {
  const tokenFile = `${dataDir}/helper.json`;
  if (!existsSync(tokenFile)) return [];
  const { token } = JSON.parse(readFileSync(tokenFile, 'utf8')) as { token: string };
  const socket = `${HELPER_SOCKET_FOLDERS.linux}/${helperSocketName(hashHelperToken(token))}`;
  return existsSync(socket) ? [socket] : [];
}

/** Removes what killed helpers of these interfaces and engines left. */
export function removeHelperFiles(interfaceNames: readonly string[], dataDirs: readonly string[]): void {
  const files = [...interfaceNames.flatMap(helperRecords), ...dataDirs.flatMap(helperSockets)];
  for (const file of files) rmSync(file, { force: true });
}

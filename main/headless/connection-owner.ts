/** Whose program is at the other end of a loopback connection: other users of a machine reach its loopback as well. */
import { existsSync, readFileSync } from 'node:fs';
import { endianness } from 'node:os';

/** Both ends of a TCP connection over IPv4, as a Node socket names them. */
export interface ConnectionEnds {
  readonly remoteAddress?: string | undefined;
  readonly remotePort?: number | undefined;
  readonly localAddress?: string | undefined;
  readonly localPort?: number | undefined;
}

/** The second holds programs that reach IPv4 through an IPv6 socket. */
const TABLES = ['/proc/self/net/tcp', '/proc/self/net/tcp6'];

/**
 * Tells whether this user's own program connected. Linux knows; other systems don't say, and there everybody passes.
 * @param tables - files in the form of /proc/net/tcp (proc(5)); others only in tests.
 */
export function isOwnConnection(
  ends: ConnectionEnds,
  uid: number | undefined = process.geteuid?.(),
  tables: readonly string[] = TABLES,
): boolean {
  if (process.platform !== 'linux') return true;
  const client = columnOf(ends.remoteAddress, ends.remotePort);
  const server = columnOf(ends.localAddress, ends.localPort);
  // A kernel without IPv6 lacks the second.
  const rows = tables.filter(existsSync).flatMap((path) => readFileSync(path, 'utf8').split('\n'));
  const fields = rows.map((row) => row.trim().split(/\s+/));
  // The client's own row: its end is the local one. IPv4 stands at the end of an IPv6 column.
  const found = fields.find(
    ([, local = '', remote = '']) => local.endsWith(client) && remote.endsWith(server),
  );
  return found?.[7] === String(uid);
}

/** `127.0.0.1` and 8666 are `0100007F:21DA` where the low byte comes first. */
function columnOf(address = '', port = 0): string {
  const octets = address.split('.').map((octet) => Number(octet).toString(16).padStart(2, '0'));
  const word = endianness() === 'LE' ? octets.reverse() : octets;
  return `${word.join('')}:${port.toString(16).padStart(4, '0')}`.toUpperCase();
}

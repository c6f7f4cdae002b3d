/** The relay's UDP sockets: those of the relay, those of its probe, and those between the two that only STUN needs. */
import { type Endpoint, formatEndpoint, isIpv6 } from '../../../shared/address.ts';
import { ok, type Result } from '../../../shared/result.ts';
import type { Log } from '../../base/log/log.ts';
import type { Corner, Square } from './stun-site.ts';
import type { BindOptions, bindSocket } from './udp/bind-socket.ts';
import type { BindFault, RelaySocket } from './udp/relay-socket.ts';

export interface OpenSocket {
  readonly socket: RelaySocket;
  readonly use: 'relay' | 'probe' | 'stun';
  /** As bound, with its real port. */
  readonly endpoint: Endpoint;
}

export interface OpenSockets {
  /** A socket's number is its place here: first the relay's, in the order asked. */
  readonly all: readonly OpenSocket[];
  readonly squares: readonly Square[];
  close(): Promise<void>;
}

export interface Wanted {
  readonly listen: readonly Endpoint[];
  readonly bind: typeof bindSocket;
  /** Of the relay's own sockets; all others are for this process alone, and have little to do. */
  readonly how: Pick<BindOptions, 'use' | 'batches'>;
  readonly probe: { readonly listen: readonly Endpoint[]; readonly required: boolean } | null;
  /** Addresses that clients know this machine by. */
  readonly publicAddresses: readonly string[];
}

/**
 * Binds what the relay and a required probe need, or nothing. A probe that is not required is left out where it can't
 * be had, and so are sockets for STUN.
 */
export async function openSockets(wanted: Wanted, log: Log): Promise<Result<OpenSockets, BindFault>> {
  const all: OpenSocket[] = [];
  const close = () => closeFrom(all, 0);
  const main = await openAll(wanted, all, wanted.listen, 'relay', log, wanted.how);
  if (!main.ok) return main;
  if (wanted.probe !== null) {
    const probe = await openAll(wanted, all, wanted.probe.listen, 'probe', log);
    if (!probe.ok && wanted.probe.required) {
      await close();
      return probe;
    }
    if (!probe.ok) log.info('relay has no probe', { code: probe.fault.code });
  }
  const squares: Square[] = [];
  for (const six of [false, true]) {
    const square = await openSquare(wanted, all, six, log);
    if (square !== null) squares.push(square);
  }
  return ok({ all, squares, close });
}

/** Binds all of these, or none. */
async function openAll(
  { bind }: Pick<Wanted, 'bind'>,
  all: OpenSocket[],
  endpoints: readonly Endpoint[],
  use: OpenSocket['use'],
  log: Log,
  how: Wanted['how'] = {},
): Promise<Result<null, BindFault>> {
  const before = all.length;
  for (const wanted of endpoints) {
    const bound = await bind(wanted, { ...how, log });
    if (!bound.ok) {
      await closeFrom(all, before);
      return bound;
    }
    all.push({ socket: bound.value, use, endpoint: bound.value.endpoint });
  }
  return ok(null);
}

/**
 * Completes the relay's first socket of a family and its probe's to two addresses with two ports each. Only where
 * clients know both addresses as they are bound: to others the answers would name addresses that nobody can reach.
 */
async function openSquare(
  wanted: Pick<Wanted, 'bind' | 'publicAddresses'>,
  all: OpenSocket[],
  six: boolean,
  log: Log,
): Promise<Square | null> {
  const first = (use: OpenSocket['use']): number =>
    all.findIndex((open) => open.use === use && isIpv6(open.endpoint.address) === six);
  const [one, two] = [corner(all, first('relay')), corner(all, first('probe'))];
  if (one === null || two === null) return null;
  const [a, b] = [one.endpoint, two.endpoint];
  const differ = a.address !== b.address && a.port !== b.port;
  if (!differ || ![a, b].every(({ address }) => wanted.publicAddresses.includes(address))) return null;

  const cross = [
    { address: a.address, port: b.port },
    { address: b.address, port: a.port },
  ];
  const opened = await openAll(wanted, all, cross, 'stun', log);
  if (!opened.ok) {
    log.warn('STUN cannot answer from elsewhere', { wanted: cross.map(formatEndpoint) });
    return null;
  }
  const [right, left] = [corner(all, all.length - 2), corner(all, all.length - 1)];
  return right === null || left === null ? null : [one, right, left, two];
}

function corner(all: readonly OpenSocket[], socket: number): Corner | null {
  const open = all[socket];
  return open === undefined ? null : { socket, endpoint: open.endpoint };
}

async function closeFrom(all: OpenSocket[], from: number): Promise<void> {
  await Promise.all(all.splice(from).map(({ socket }) => socket.close()));
}

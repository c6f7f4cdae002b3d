/**
 * The tests of RFC 5780 §4.3 and §4.4, which need a server with two addresses, and the one for hairpinning. There are
 * two sockets: `main` asks everybody, `quiet` has only ever sent to one server's first endpoint: its filter is tight.
 */
import type { Endpoint } from '../../../shared/address.ts';
import type { NatReport } from '../../../shared/model/nat-report.ts';
import { classifyFiltering, classifyMapping, type Hearing, type Sighting } from './classify.ts';
import type { StunClient } from './stun-client.ts';
import { type BindingRequest, isSame, type StunOutcome } from './stun-transaction.ts';

export interface Bench {
  readonly main: StunClient;
  readonly quiet: StunClient;
  /** A server that has answered the main socket, and how long that took. */
  readonly server: Endpoint;
  readonly rttMs: number;
  /** ms left for all tests. */
  readonly leftMs: () => number;
}

/** Once the round trip is known it sets the pace: three times of it is RFC 6298's first RTO. ms */
const LEAST_RTO_MS = 100;
const MOST_RTO_MS = 500;
const SENDS = 4;
/** The fourth request goes out after 7 RTOs; its answer is given four more. */
const PATIENCE_RTOS = 11;
/** Silence tells something only after this many requests: one or two get lost. */
const TELLING_SENDS = 3;

/** Whether an outcome is silence that isn't mere loss. */
export function isTellingSilence(outcome: StunOutcome): boolean {
  return outcome.kind === 'no-answer' && outcome.sent >= TELLING_SENDS;
}

/** How the server's other endpoints see the main socket. @param other - other in address and port. */
export async function sightFromOthers(bench: Bench, other: Endpoint): Promise<Sighting[]> {
  const { server, leftMs } = bench;
  // Those that never answer must leave time for the tests to come.
  const hurried = { ...bench, leftMs: () => leftMs() / 2 };
  const endpoints = [{ ...other, port: server.port }, other, { ...server, port: other.port }];
  const sightings = await Promise.all(endpoints.map((to) => sight(bench.main, hurried, to)));
  return sightings.filter((sighting) => sighting !== null);
}

/** The quiet socket's first request, which opens its filter for the server's first endpoint. */
export function sightQuietSocket(bench: Bench): Promise<Sighting | null> {
  return sight(bench.quiet, bench, bench.server);
}

/**
 * Asks the server to answer the quiet socket from elsewhere. What stays away counts as filtered only if that elsewhere
 * answered the main socket, and if the server and the way to it are proved to do their part at that very time.
 * @param sightings - all of the main socket.
 */
export async function testFiltering(
  bench: Bench,
  other: Endpoint,
  sightings: readonly Sighting[],
): Promise<NatReport['filtering']> {
  const { server, quiet } = bench;
  const near = { ...server, port: other.port };
  const [stranger, neighbour, works] = await Promise.all([
    ask(quiet, bench, { to: server, change: 'address-and-port', from: other }),
    ask(quiet, bench, { to: server, change: 'port', from: near }),
    proveServer(bench, other, sightings),
  ]);
  const judge = (outcome: StunOutcome, from: Endpoint): Hearing => {
    if (outcome.kind === 'answered' && isSame(outcome.from, from)) return 'heard';
    const answersOthers = sightings.some((sighting) => isSame(sighting.server, from));
    return isTellingSilence(outcome) && answersOthers && works ? 'silent' : 'unclear';
  };
  return classifyFiltering(judge(stranger, other), judge(neighbour, near));
}

/**
 * Sends from each socket to the other's public endpoint. As both send, each has opened its filter for the other: what
 * doesn't come then was not turned round. Where ports differ by destination, silence tells nothing.
 */
export async function testHairpinning(
  bench: Bench,
  mapped: { readonly main: Endpoint; readonly quiet: Endpoint },
  mapping: NatReport['mapping'],
): Promise<NatReport['hairpinning']> {
  const { main, quiet } = bench;
  const arrival = new Promise<'arrived'>((resolve) => {
    main.listenForRequests((id) => quiet.isAsking(id) && resolve('arrived'));
    quiet.listenForRequests((id) => main.isAsking(id) && resolve('arrived'));
  });
  const asked = [ask(main, bench, { to: mapped.quiet }), ask(quiet, bench, { to: mapped.main })];
  const first = await Promise.race([arrival, Promise.all(asked)]);
  if (first === 'arrived') return 'yes';
  return mapping === 'endpoint-independent' && first.every(isTellingSilence) ? 'no' : 'unknown';
}

/**
 * With a mapping that is the same for all, the main socket's filter is open for the server's other endpoint, so an
 * answer from there must come. Otherwise nothing can prove that the server answers from elsewhere (though it promises
 * that by naming an other address, RFC 5780 §7.4), only that it is still there.
 */
async function proveServer(bench: Bench, other: Endpoint, sightings: readonly Sighting[]): Promise<boolean> {
  const { main, quiet, server } = bench;
  if (classifyMapping(sightings) !== 'endpoint-independent')
    return (await sight(quiet, bench, server)) !== null;
  const outcome = await ask(main, bench, { to: server, change: 'address-and-port', from: other });
  return outcome.kind === 'answered' && isSame(outcome.from, other);
}

async function sight(client: StunClient, bench: Bench, to: Endpoint): Promise<Sighting | null> {
  const outcome = await ask(client, bench, { to });
  return outcome.kind === 'answered' ? { server: to, mapped: outcome.mapped } : null;
}

function ask(
  client: StunClient,
  { rttMs, leftMs }: Bench,
  request: Pick<BindingRequest, 'to' | 'change' | 'from'>,
): Promise<StunOutcome> {
  const rtoMs = Math.min(MOST_RTO_MS, Math.max(LEAST_RTO_MS, 3 * rttMs));
  return client.request({
    ...request,
    rtoMs,
    sends: SENDS,
    budgetMs: Math.min(leftMs(), rtoMs * PATIENCE_RTOS),
  });
}

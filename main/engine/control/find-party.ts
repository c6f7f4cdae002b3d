/** Which of an invite's addresses leads to the party: other people's servers may have the same private address. */
import type { Joined } from '../../../shared/control/messages.ts';
import { type Fault, fault } from '../../../shared/faults/fault.ts';
import { fail, type Result } from '../../../shared/result.ts';
import { fullJitter } from '../../base/backoff.ts';
import type { Clock } from '../../base/clock.ts';
import { pause } from '../../base/time.ts';
import type { ControlConnection } from '../../control-client/control-connection.ts';

/** A server that restarts is back by then; people wait no longer for one that isn't. */
const PATIENCE_MS = 10_000;
/** Short enough that a server is found within two seconds of its return. */
const RETRY = { baseMs: 500, maxMs: 2000 };
const PASSING: ReadonlySet<string> = new Set([
  'closed',
  'no-answer',
  'no-connection',
  'http-status',
  'errno',
]);

export interface PartySearch {
  /** WebSocket URLs, best guess first. */
  readonly servers: readonly string[];
  /** Connects to the first of them that answers. */
  dial(urls: readonly string[]): Promise<Result<ControlConnection>>;
  /** Enters the party over this connection, or closes it. */
  enter(connection: ControlConnection): Promise<Result<Joined>>;
}

export interface Patience {
  readonly clock: Clock;
  /** 0 ≤ x < 1. */
  readonly random: () => number;
  readonly signal: AbortSignal;
}

/**
 * Asks one server after the other until one knows the party. @param first - a connection that is on its way already.
 * @fault party.not-found - all say so; names them. Where some gave no answer, the fault is theirs.
 */
export async function findParty(
  { servers, dial, enter }: PartySearch,
  first = dial(servers),
): Promise<Result<Joined>> {
  let left = servers;
  for (let opening = first; ; opening = dial(left)) {
    const connection = await opening;
    if (!connection.ok) return connection;
    const entered = await enter(connection.value);
    if (entered.ok || !isOfAnother(entered.fault)) return entered;
    left = left.filter((url) => url !== connection.value.url);
    if (left.length > 0) continue;
    // The server can't know under which name it was asked.
    const isUnknown = entered.fault.code === 'party.not-found';
    return isUnknown ? fail(fault('party.not-found', { server: servers.join(', ') })) : entered;
  }
}

/** The same again and again, as long as what is in the way may pass. */
export async function findPartyPatiently(
  search: PartySearch,
  first: Promise<Result<ControlConnection>>,
  { clock, random, signal }: Patience,
): Promise<Result<Joined>> {
  const untilMs = clock.now() + PATIENCE_MS;
  let found = await findParty(search, first);
  for (let attempt = 0; !found.ok && mayPass(found.fault) && !signal.aborted; attempt++) {
    const waitMs = fullJitter(attempt, random(), RETRY);
    if (clock.now() + waitMs > untilMs) return found;
    await pause(clock, waitMs, signal);
    if (!signal.aborted) found = await findParty(search);
  }
  return found;
}

/** It doesn't know the party, or says of it what its members can't have said. */
function isOfAnother({ code }: Fault): boolean {
  return code === 'party.not-found' || code === 'control.bad-message';
}

function mayPass(found: Fault): boolean {
  if (found.code === 'control.timed-out') return true;
  if (found.code !== 'control.unreachable' || !PASSING.has(found.args.reason)) return false;
  return found.args.reason !== 'errno' || found.args.errno !== 'ENOTFOUND';
}

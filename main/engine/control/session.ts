/**
 * The membership of one party at its control server, over as many connections as it takes. A dropped connection is
 * resumed with the token; the tunnel never notices.
 */
import {
  CONTROL_HEARTBEAT_MS,
  type ControlPush,
  type Joined,
  joinedSchema,
  type MemberRecord,
} from '../../../shared/control/messages.ts';
import { type Fault, type FaultCode, fault } from '../../../shared/faults/fault.ts';
import { fail, ok, type Result } from '../../../shared/result.ts';
import { CONTROL_BACKOFF, fullJitter } from '../../base/backoff.ts';
import { every, pause } from '../../base/time.ts';
import type { ControlConnection, RequestBody } from '../../control-client/control-connection.ts';
import type { PartyKeys } from '../../crypto/party-keys.ts';
import { connectAsPeer, type PeerOptions } from './connect-as-peer.ts';
import { findParty, findPartyPatiently, type PartySearch } from './find-party.ts';
import { type ControlSessionStart, type Membership, membershipRequest } from './membership-request.ts';
import type { ControlSessionEvent } from './session-events.ts';

export interface ControlSessionOptions extends PeerOptions {
  /** WebSocket URLs of the one server, best guess first; until it moves. Where there are several, others may answer at some. */
  readonly servers: readonly string[];
  readonly wireguard: Membership['wireguard'];
  readonly party: PartyKeys;
  readonly membership: ControlSessionMembership;
  /** 0 ≤ x < 1, for the backoff. */
  readonly random: () => number;
  tell(event: ControlSessionEvent): void;
}

/** What the session asks of the membership that it is for. */
export interface ControlSessionMembership {
  /** Our index in the party's subnet, once we had one; a server that forgot it is asked for it. */
  readonly place: number | null;
  /** Makes the current record with a sequence number higher than before. */
  record(): MemberRecord;
  /** What the party is made of, for a server that lost it. */
  terms(): { readonly subnet: string; readonly about: string };
  /** Says why a membership can't be taken, e.g. for its address. */
  refuse(joined: Joined): Fault | null;
}

/** More than a full party's snapshot and what may happen meanwhile; a server that floods us is left. */
const EARLY_PUSHES = 256;

/**
 * A snapshot follows at once, page by page. Where a path loses what is large, it never comes, and the connection stands in
 * vain: nobody is called connected who knows of no member.
 */
const SNAPSHOT_PAUSE_MS = 5000;

/** A server that takes us and drops us at once is not asked again and again without a pause. */
const LASTS_FROM_MS = 10_000;

/** After these, trying again can't help. */
const FINAL: ReadonlySet<FaultCode> = new Set([
  'party.invite-expired',
  'party.not-authorised',
  'party.removed',
  // The same device is in the party from elsewhere: coming back would throw that one out in turn.
  'control.replaced',
]);

/** What a person can do something about, or should know: not that the server is away, which is seen anyway. */
function isTelling({ code }: Fault): boolean {
  return (
    code.startsWith('party.') || code === 'control.version-unsupported' || code === 'control.too-many-parties'
  );
}

export class ControlSession {
  readonly #options: ControlSessionOptions;
  readonly #ending = new AbortController();
  #servers: readonly string[];
  /** The party's members see to it that it goes on: nobody makes it anew. */
  #isSucceeded = false;
  /** Ends the tries at a server that was left. */
  #trying = new AbortController();
  #connection: ControlConnection | null = null;
  #token: string | null = null;
  /** Tries since the last connection that lasted. */
  #attempt = 0;
  #connectedAtMs = 0;
  #stopHeartbeat = (): void => undefined;
  /** Ends the wait for the snapshot's next page. */
  #stopWaiting = (): void => undefined;
  /** Ends the pause before the next try. */
  #pausing = new AbortController();

  constructor(options: ControlSessionOptions) {
    this.#options = options;
    this.#servers = options.servers;
  }

  /** Creates or joins over a first connection, once. Nothing goes on in the background when it fails. */
  begin(start: ControlSessionStart, connection: ControlConnection): Promise<Result<Joined>> {
    return this.#establish(connection, start);
  }

  /** Joins at whichever server knows the party, for as long as servers need to restart. @param signal - ends it. */
  join(first: Promise<Result<ControlConnection>>, signal: AbortSignal): Promise<Result<Joined>> {
    const { clock, random } = this.#options;
    const ending = AbortSignal.any([signal, this.#ending.signal]);
    return findPartyPatiently(this.#searchBy({ type: 'join' }, ending), first, {
      clock,
      random,
      signal: ending,
    });
  }

  /** Takes a membership up in the background, for as long as it takes. */
  resume(token: string): void {
    this.#token = token;
    this.#options.tell({ type: 'control', isUp: false });
    void this.#reconnect();
  }

  /** Leaves this server for the one that the party goes on at, for as long as it takes. @param servers - its URLs. */
  moveTo(servers: readonly string[]): void {
    this.#servers = servers;
    this.#isSucceeded = true;
    this.#token = null;
    this.#attempt = 0;
    this.#trying.abort();
    this.#pausing.abort();
    this.#stopHeartbeat();
    this.#stopWaiting();
    const left = this.#connection;
    this.#connection = null;
    left?.close();
    this.#options.tell({ type: 'control', isUp: false });
    void this.#reconnect();
  }

  /** Sends a request over the present connection; fails at once while there is none. */
  request(body: RequestBody): Promise<Result<unknown>> {
    const server = this.#servers.join(', ');
    return (
      this.#connection?.request(body) ??
      Promise.resolve(fail(fault('control.unreachable', { server, reason: 'reconnecting' })))
    );
  }

  /** The network may be back: tries again without waiting, and asks a connection that stands whether it still does. */
  hurry(): void {
    this.#attempt = 0;
    this.#pausing.abort();
    if (this.#connection !== null) void this.request({ type: 'heartbeat' });
  }

  /** Ends the session; the membership stays at the server and shows away. */
  close(): void {
    this.#ending.abort();
    this.#stopHeartbeat();
    this.#stopWaiting();
    this.#connection?.close();
    this.#connection = null;
  }

  #searchBy(start: ControlSessionStart, signal = this.#ending.signal): PartySearch {
    return {
      servers: this.#servers,
      dial: (urls) => connectAsPeer(urls, this.#options, signal),
      enter: (connection) => this.#establish(connection, start, signal),
    };
  }

  async #establish(
    connection: ControlConnection,
    start: ControlSessionStart,
    signal = this.#ending.signal,
  ): Promise<Result<Joined>> {
    const { tell } = this.#options;
    // Pushes follow the answer in the same read: they must not arrive before it has been dealt with.
    const early: ControlPush[] = [];
    let joined = false;
    connection.listen({
      onPush: (push) => {
        if (joined && this.#connection !== connection) return;
        if (push.type === 'party.snapshot') this.#awaitSnapshot(push.last ? null : connection);
        if (joined) tell({ type: 'pushed', push });
        else if (early.push(push) > EARLY_PUSHES) connection.close();
      },
      onClose: (reason) => {
        if (joined) this.#dropped(connection, reason);
      },
    });
    const answer = await connection.request(this.#membershipRequest(connection, start));
    const parsed = answer.ok ? this.#checkJoined(answer.value) : answer;
    if (!parsed.ok || signal.aborted || !connection.isOpen) {
      connection.close();
      return parsed.ok ? fail(connection.gone()) : parsed;
    }
    this.#connection = connection;
    this.#token = parsed.value.token;
    const { clock } = this.#options;
    this.#connectedAtMs = clock.now();
    this.#stopHeartbeat();
    this.#stopHeartbeat = every(
      clock,
      CONTROL_HEARTBEAT_MS,
      () => void connection.request({ type: 'heartbeat' }),
    );
    if (!early.some((push) => push.type === 'party.snapshot' && push.last)) this.#awaitSnapshot(connection);
    tell({ type: 'control', isUp: true });
    tell({ type: 'joined', joined: parsed.value, serverAddress: connection.address });
    joined = true;
    for (const push of early) tell({ type: 'pushed', push });
    return parsed;
  }

  /** Gives a connection up on which it doesn't come. @param connection - null: it is there. */
  #awaitSnapshot(connection: ControlConnection | null): void {
    const { clock, log } = this.#options;
    this.#stopWaiting();
    if (connection === null) return;
    this.#stopWaiting = clock.after(SNAPSHOT_PAUSE_MS, () => {
      log.warn('no member list comes over the control connection; it is made anew');
      connection.close();
    });
  }

  /** The server is not to be believed: what it can't mean must not reach the tunnel. */
  #checkJoined(value: unknown): Result<Joined> {
    const parsed = joinedSchema.safeParse(value);
    if (!parsed.success || parsed.data.party.id !== this.#options.party.partyId) {
      return fail(fault('control.bad-message', { at: '', reason: 'bad-join-answer' }));
    }
    const refusal = this.#options.membership.refuse(parsed.data);
    return refusal === null ? ok(parsed.data) : fail(refusal);
  }

  #membershipRequest(connection: ControlConnection, start: ControlSessionStart): RequestBody {
    const { membership } = this.#options;
    const { place } = membership;
    return membershipRequest(connection, start, { ...this.#options, record: membership.record(), place });
  }

  #dropped(connection: ControlConnection, reason: Fault | null): void {
    if (this.#connection !== connection || this.#ending.signal.aborted) return;
    this.#connection = null;
    this.#stopHeartbeat();
    this.#stopWaiting();
    if (reason !== null && FINAL.has(reason.code)) {
      this.#end(reason);
      return;
    }
    if (this.#options.clock.now() - this.#connectedAtMs > LASTS_FROM_MS) this.#attempt = 0;
    this.#options.log.info('control connection lost, reconnecting', { reason: reason?.code });
    this.#options.tell({ type: 'control', isUp: false });
    void this.#reconnect();
  }

  async #reconnect(): Promise<void> {
    this.#trying.abort();
    this.#trying = new AbortController();
    const signal = AbortSignal.any([this.#ending.signal, this.#trying.signal]);
    let told: FaultCode | null = null;
    while (!signal.aborted) {
      const attempt = this.#attempt++;
      // The first try is immediate: most drops are a server's restart or a moment's loss.
      const waitMs = attempt === 0 ? 0 : fullJitter(attempt - 1, this.#options.random(), CONTROL_BACKOFF);
      this.#pausing = new AbortController();
      const awake = AbortSignal.any([signal, this.#pausing.signal]);
      if (waitMs > 0) await pause(this.#options.clock, waitMs, awake);
      if (signal.aborted) return;
      const result = await this.#tryResume(signal);
      if (result.ok || signal.aborted) return;
      this.#options.log.debug('control connection not resumed', { attempt, reason: result.fault.code });
      if (FINAL.has(result.fault.code)) {
        this.#end(result.fault);
        return;
      }
      if (isTelling(result.fault) && result.fault.code !== told) {
        this.#options.tell({ type: 'stuck', reason: result.fault });
      }
      told = result.fault.code;
    }
  }

  async #tryResume(signal: AbortSignal): Promise<Result<Joined>> {
    // Another server's token is worth nothing here, but the code still proves membership.
    if (this.#token === null) return findParty(this.#searchBy({ type: 'join' }, signal));
    const resumed = await findParty(this.#searchBy({ type: 'resume', token: this.#token }, signal));
    if (resumed.ok) return resumed;
    // The token ran out, but our address is reserved for a day.
    if (resumed.fault.code === 'control.token-invalid') {
      return findParty(this.#searchBy({ type: 'join' }, signal));
    }
    return resumed.fault.code === 'party.not-found' ? this.#remake(resumed) : resumed;
  }

  /** A party that ended is known as such for a month, so this one was lost: the first to notice makes it again. */
  async #remake(lost: Result<Joined>): Promise<Result<Joined>> {
    // Several addresses are those of a player's own server: that one makes it again, and another must not.
    if (this.#servers.length > 1 || this.#isSucceeded) return lost;
    const made = await findParty(this.#searchBy({ type: 'create', ...this.#options.membership.terms() }));
    const wasFaster = !made.ok && made.fault.code === 'party.exists';
    const joined = wasFaster ? await findParty(this.#searchBy({ type: 'join' })) : made;
    if (joined.ok) this.#options.tell({ type: 'remade' });
    return joined;
  }

  #end(reason: Fault): void {
    this.close();
    this.#options.tell({ type: 'ended', reason });
  }
}

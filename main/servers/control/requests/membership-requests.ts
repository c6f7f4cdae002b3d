/** Requests by which a device enters a party: create, join and resume. */
import type { ControlRequest, Joined } from '../../../../shared/control/messages.ts';
import { proofBytes } from '../../../../shared/control/transcripts.ts';
import { type FaultCode, fault } from '../../../../shared/faults/fault.ts';
import { fail, ok, type Result } from '../../../../shared/result.ts';
import { verify } from '../../../crypto/signature.ts';
import { admitRoster, type ControlState, partyInfo, type Reply } from '../control-state.ts';
import type { Taken } from '../party/party-book.ts';
import type { Device } from '../party/seat.ts';
import { relayList } from '../relays/relay-list.ts';
import type { Connection, PeerRole } from '../sockets/connection.ts';
import { takeFrom } from '../sockets/token-bucket.ts';

type Request<T extends ControlRequest['type']> = Extract<ControlRequest, { type: T }>;

export function createParty(
  state: ControlState,
  connection: Connection,
  role: PeerRole,
  request: Request<'party.create'>,
): Result<Reply> {
  if (!isMember(connection, role, request, request.memberAuth)) {
    return fail(fault('party.not-authorised', {}));
  }
  const retryAfterMs = takeCreation(state, connection);
  if (retryAfterMs > 0) return fail(fault('control.rate-limited', { retryAfterMs }));
  const { memberAuth, subnet, about } = request;
  const relay = state.relays.choose();
  return enter(
    state,
    connection,
    role,
    state.book.create(deviceOf(role, request), { id: request.party, memberAuth, subnet, about, relay }),
  );
}

export function joinParty(
  state: ControlState,
  connection: Connection,
  role: PeerRole,
  request: Request<'party.join'>,
): Result<Reply> {
  const party = state.book.find(request.party);
  if (!party.ok) return party;
  if (!isMember(connection, role, request, party.value.memberAuth)) {
    return fail(fault('party.not-authorised', {}));
  }
  return enter(state, connection, role, state.book.join(deviceOf(role, request), party.value));
}

export function resumeParty(
  state: ControlState,
  connection: Connection,
  role: PeerRole,
  request: Request<'party.resume'>,
): Result<Reply> {
  const { party, token, record } = request;
  return enter(state, connection, role, state.book.resume({ peer: role.peer, party, token }, record));
}

function enter(
  state: ControlState,
  connection: Connection,
  role: PeerRole,
  taken: Result<Taken, FaultCode>,
): Result<Reply> {
  if (!taken.ok) return taken;
  const { party, member, token } = taken.value;
  // Before the answer, so that the relay knows the key when the member's first handshake comes.
  admitRoster(state, party.id);
  role.place = { party: party.id, renewedAt: state.clock.now() };
  state.rooms.enter(taken.value, connection);
  const roster = state.book.roster(party.id);
  const value: Joined = {
    token,
    index: member.index,
    party: partyInfo(party),
    relays: relayList(state, party.id, party.relay),
    memberCount: roster.length,
  };
  state.log.info('member entered', { peer: member.peer, party: party.id, arrived: taken.value.arrived });
  return ok({
    value,
    afterwards: () => {
      for (const page of state.rooms.snapshot(party.id, roster)) connection.push(page);
      state.observations.tell(member.wireguardKey, { party: party.id, peer: member.peer });
    },
  });
}

/** Membership is knowing the party's `member-auth` key, shown on this very connection. */
function isMember(
  connection: Connection,
  role: PeerRole,
  { party, wireguardKey, proof }: Request<'party.create' | 'party.join'>,
  memberAuth: string,
): boolean {
  return verify(memberAuth, proofBytes(connection.nonce, party, role.identity, wireguardKey), proof);
}

function deviceOf(role: PeerRole, request: Request<'party.create' | 'party.join'>): Device {
  const { wireguardKey, record, place } = request;
  return { peer: role.peer, identity: role.identity, wireguardKey, record, place };
}

function takeCreation({ creations, limits, clock }: ControlState, { addressKey }: Connection): number {
  const terms = { burst: limits.partyBurstPerAddress, everyMs: limits.partyEveryMsPerAddress };
  return takeFrom(creations, addressKey, terms, clock.now());
}

/** Requests of a member within its party: leave, update, signal and hold; and the heartbeat of anybody. */
import type { ControlRequest } from '../../../../shared/control/messages.ts';
import { fault } from '../../../../shared/faults/fault.ts';
import { fail, ok, type Result } from '../../../../shared/result.ts';
import { admitRoster, type ControlState, type Reply } from '../control-state.ts';
import { memberRelayId } from '../relays/member-relays.ts';
import type { PeerRole, Place } from '../sockets/connection.ts';
import { takeFrom } from '../sockets/token-bucket.ts';
import { endMemberRelay } from './member-relay-requests.ts';

type Request<T extends ControlRequest['type']> = Extract<ControlRequest, { type: T }>;

/** How often the token and the party of a connected member are kept from running out; each time is a write. */
const RENEW_EVERY_MS = 3_600_000;
/** A first try of a direct path and a second one. */
const HOLDS_PER_FELLOW = 2;

export function leaveParty(state: ControlState, role: PeerRole, place: Place): Result<Reply> {
  const ended = state.book.leave(place.party, role.peer);
  role.place = null;
  state.rooms.leave(place.party, role.peer, 'left');
  endMemberRelay(state, place.party, memberRelayId(role.peer));
  admitRoster(state, place.party);
  state.log.info('member left', { peer: role.peer, party: place.party, ended });
  return ok({ value: {} });
}

export function updatePeer(
  state: ControlState,
  role: PeerRole,
  place: Place,
  request: Request<'peer.update'>,
): Result<Reply> {
  const member = state.book.update(place.party, role.peer, request.record);
  if (!member.ok) return member;
  state.rooms.update(member.value);
  return ok({ value: {} });
}

/** Passes a sealed message on. The receiver checks its signature; we could only waste time on it. */
export function passSignal(
  state: ControlState,
  role: PeerRole,
  place: Place,
  { to, sealed, signature }: Request<'signal'>,
): Result<Reply> {
  const receiver = state.rooms.connectionOf(place.party, to);
  if (receiver === null) return fail(fault('control.peer-unreachable', { peer: to }));
  receiver.push({ type: 'signal', from: role.peer, sealed, signature });
  return ok({ value: {} });
}

/** Holds what passes between the asker and another member of its party, at every relay. */
export function holdPair(
  state: ControlState,
  role: PeerRole,
  place: Place,
  { peer, ms }: Request<'relay.hold'>,
): Result<Reply> {
  const retryAfterMs = takeHold(state, role, place);
  if (retryAfterMs > 0) return fail(fault('control.rate-limited', { retryAfterMs }));
  const own = state.store.member(place.party, role.peer);
  const other = state.store.member(place.party, peer);
  if (own === null || other === null || other.leftAt !== null || peer === role.peer) {
    return fail(fault('control.peer-unreachable', { peer }));
  }
  // Else whoever claims the keys of two others, in a party of its own, would stop what these have with each other.
  if ([own, other].some(({ wireguardKey }) => state.observations.isDisputed(wireguardKey))) {
    return fail(fault('control.peer-unreachable', { peer }));
  }
  state.relays.hold(own.wireguardKey, other.wireguardKey, ms);
  state.memberRelays.hold(place.party, own.wireguardKey, other.wireguardKey, ms);
  return ok({ value: {} });
}

/**
 * By member, not by connection, so that a new connection brings no new holds. A large party needs more of them, since
 * each member has a path to every other; all that a hold stops is what its asker has with one other.
 */
function takeHold({ holds, limits, clock, book }: ControlState, role: PeerRole, place: Place): number {
  const fellows = Math.max(1, book.roster(place.party).length - 1);
  const terms = {
    burst: Math.max(limits.holdBurst, HOLDS_PER_FELLOW * fellows),
    everyMs: limits.holdEveryMs / fellows,
  };
  return takeFrom(holds, `${place.party} ${role.peer}`, terms, clock.now());
}

export function beat(state: ControlState, role: PeerRole): Result<Reply> {
  const { place } = role;
  const now = state.clock.now();
  if (place !== null && now - place.renewedAt >= RENEW_EVERY_MS) {
    state.book.renew(place.party, role.peer);
    place.renewedAt = now;
  }
  return ok({ value: {} });
}

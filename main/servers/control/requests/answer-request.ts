/** Which requests may come when: a stranger opens, a peer enters a party, a member acts in it, a relay reports. */
import type { ControlRequest } from '../../../../shared/control/messages.ts';
import { type Fault, fault } from '../../../../shared/faults/fault.ts';
import { fail, ok, type Result } from '../../../../shared/result.ts';
import type { ControlState, Reply } from '../control-state.ts';
import { hearMeetings, tellMeeting } from '../meetings/meeting-requests.ts';
import type { PeerConnection, PeerRole, Place } from '../sockets/connection.ts';
import { claimControl } from './claim-requests.ts';
import { noteObservedByMember, offerRelay, withdrawRelay } from './member-relay-requests.ts';
import { beat, holdPair, leaveParty, passSignal, updatePeer } from './member-requests.ts';
import { createParty, joinParty, resumeParty } from './membership-requests.ts';
import { registerRelay, sayHello } from './opening-requests.ts';
import { noteObserved, reportRelay } from './relay-requests.ts';

/** Does what is asked, or says which request would have been in order. Throws only where the storage fails. */
export function answerRequest(
  state: ControlState,
  connection: PeerConnection,
  request: ControlRequest,
): Result<Reply> {
  const { role } = connection;
  if (role.kind === 'stranger') return answerStranger(state, connection, request);
  if (role.kind === 'relay') return answerRelay(state, role.relay, request);
  if (request.type === 'heartbeat') return beat(state, role);
  if (role.place === null) return answerPeer(state, connection, role, request);
  return answerMember(state, connection, role, role.place, request);
}

function answerStranger(
  state: ControlState,
  connection: PeerConnection,
  request: ControlRequest,
): Result<Reply> {
  if (request.type === 'hello') return sayHello(state, connection, request);
  if (request.type === 'relay.register') return registerRelay(state, connection, request);
  return outOfOrder('hello');
}

function answerPeer(
  state: ControlState,
  connection: PeerConnection,
  role: PeerRole,
  request: ControlRequest,
): Result<Reply> {
  const { onlyParty } = state;
  // The same to all, so that nobody learns which party is here or was.
  if (onlyParty !== null && 'party' in request && request.party !== onlyParty) {
    return fail(fault('party.not-hosted-here', {}));
  }
  if (request.type === 'meeting.hear' || request.type === 'meeting.tell') {
    // A player's own server is there for those who are in its party.
    if (onlyParty !== null) return fail(fault('party.not-hosted-here', {}));
    return request.type === 'meeting.hear'
      ? hearMeetings(state, connection, request)
      : tellMeeting(state, connection, request);
  }
  if (request.type === 'party.create') return createParty(state, connection, role, request);
  if (request.type === 'party.join') return joinParty(state, connection, role, request);
  if (request.type === 'party.resume') return resumeParty(state, connection, role, request);
  if (request.type === 'control.claim') return claimControl(state, connection, role, request);
  return outOfOrder('party.join');
}

function answerMember(
  state: ControlState,
  connection: PeerConnection,
  role: PeerRole,
  place: Place,
  request: ControlRequest,
): Result<Reply> {
  if (request.type === 'party.leave') return leaveParty(state, role, place);
  if (request.type === 'peer.update') return updatePeer(state, role, place, request);
  if (request.type === 'signal') return passSignal(state, role, place, request);
  if (request.type === 'relay.hold') return holdPair(state, role, place, request);
  if (request.type === 'relay.offer') return offerRelay(state, connection, role, place, request);
  if (request.type === 'relay.withdraw') return withdrawRelay(state, role, place);
  if (request.type === 'relay.observed') return noteObservedByMember(state, role, place, request);
  return outOfOrder('party.leave');
}

function answerRelay(state: ControlState, relay: string, request: ControlRequest): Result<Reply> {
  if (request.type === 'heartbeat') return ok({ value: {} });
  if (request.type === 'relay.report') return reportRelay(state, relay, request);
  if (request.type === 'relay.observed') return noteObserved(state, relay, request);
  return outOfOrder('relay.report');
}

function outOfOrder(expected: string): { readonly ok: false; readonly fault: Fault<'control.out-of-order'> } {
  return fail(fault('control.out-of-order', { expected }));
}

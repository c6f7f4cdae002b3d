/** Requests by which a device enters a party: create, join and resume. */
import type { ControlRequest, Joined } from '../../../../shared/control/messages.ts';
import { keyProofBytes, proofBytes } from '../../../../shared/control/transcripts.ts';
import { type Fault, type FaultCode, fault } from '../../../../shared/faults/fault.ts';
import { fail, ok, type Result } from '../../../../shared/result.ts';
import { toBase64url } from '../../../crypto/encoding.ts';
import { isKeyProof } from '../../../crypto/key-proof.ts';
import { partyIdOf } from '../../../crypto/party-keys.ts';
import { verify } from '../../../crypto/signature.ts';
import { admitRoster, type ControlState, partyInfo, type Reply } from '../control-state.ts';
import type { Taken } from '../party/party-book.ts';
import type { Device } from '../party/seat.ts';
import { relayList } from '../relays/relay-list.ts';
import type { PeerConnection, PeerRole } from '../sockets/connection.ts';
import { takeFrom } from '../sockets/token-bucket.ts';

type Request<T extends ControlRequest['type']> = Extract<ControlRequest, { type: T }>;

export function createParty(
  state: ControlState,
  connection: PeerConnection,
  role: PeerRole,
  request: Request<'party.create'>,
): Result<Reply> {
  // Else whoever has seen a party's id, such as a relay, could take it before its members when a server lost it.
  if (partyIdOf(request.memberAuth) !== request.party) return fail(fault('party.not-authorised', {}));
  const refusal = findRefusal(state, connection, role, request, request.memberAuth);
  if (refusal !== null) return fail(refusal);
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
  connection: PeerConnection,
  role: PeerRole,
  request: Request<'party.join'>,
): Result<Reply> {
  const party = state.book.find(request.party);
  if (!party.ok) return party;
  const refusal = findRefusal(state, connection, role, request, party.value.memberAuth);
  if (refusal !== null) return fail(refusal);
  return enter(state, connection, role, state.book.join(deviceOf(role, request), party.value));
}

export function resumeParty(
  state: ControlState,
  connection: PeerConnection,
  role: PeerRole,
  request: Request<'party.resume'>,
): Result<Reply> {
  const { party, token, record } = request;
  return enter(state, connection, role, state.book.resume({ peer: role.peer, party, token }, record));
}

function enter(
  state: ControlState,
  connection: PeerConnection,
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
      if (state.reign.told !== null) connection.push(state.reign.told);
      state.observations.tell(member.wireguardKey, { party: party.id, peer: member.peer });
    },
  });
}

/**
 * Membership is knowing the party's `member-auth` key, shown on this very connection; and nobody enters under a
 * WireGuard key of another's, whose relays would then be told of two that claim it.
 */
function findRefusal(
  { keyPair }: ControlState,
  { nonce }: PeerConnection,
  { identity }: PeerRole,
  { party, wireguardKey, proof, keyProof }: Request<'party.create' | 'party.join'>,
  memberAuth: string,
): Fault<'party.not-authorised' | 'control.not-authenticated'> | null {
  if (!verify(memberAuth, proofBytes(nonce, party, identity, wireguardKey), proof)) {
    return fault('party.not-authorised', {});
  }
  const told = keyProofBytes(nonce, toBase64url(keyPair.publicKey), party, identity, wireguardKey);
  const point = new Uint8Array(Buffer.from(wireguardKey, 'base64'));
  return isKeyProof(keyPair.privateKey, point, told, keyProof)
    ? null
    : fault('control.not-authenticated', { reason: 'wireguard-key' });
}

function deviceOf(role: PeerRole, request: Request<'party.create' | 'party.join'>): Device {
  const { wireguardKey, record, place } = request;
  return { peer: role.peer, identity: role.identity, wireguardKey, record, place };
}

function takeCreation({ creations, limits, clock }: ControlState, { household }: PeerConnection): number {
  const terms = { burst: limits.partyBurstPerAddress, everyMs: limits.partyEveryMsPerAddress };
  return takeFrom(creations, household, terms, clock.now());
}

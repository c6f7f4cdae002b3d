/** Requests by which a member runs a relay for its party. */
import { parseEndpoint } from '../../../../shared/address.ts';
import type { ControlRequest, RelayInfo } from '../../../../shared/control/messages.ts';
import { type Fault, fault } from '../../../../shared/faults/fault.ts';
import type { Because } from '../../../../shared/faults/fault-reasons.ts';
import { fail, ok, type Result } from '../../../../shared/result.ts';
import { type ControlState, type Reply, rosterKeys } from '../control-state.ts';
import { isMemberRelay, memberRelayId } from '../relays/member-relays.ts';
import { ownEndpoints } from '../relays/offered-endpoints.ts';
import { assignPartyRelay } from '../relays/relay-assignment.ts';
import type { PeerConnection, PeerRole, Place } from '../sockets/connection.ts';
import { takeFrom } from '../sockets/token-bucket.ts';

type Request<T extends ControlRequest['type']> = Extract<ControlRequest, { type: T }>;

/** Takes a member's relay in for its party: the relay is told whom it may serve before the members are told of it. */
export function offerRelay(
  state: ControlState,
  connection: PeerConnection,
  { peer }: PeerRole,
  { party }: Place,
  { relay }: Request<'relay.offer'>,
): Result<Reply> {
  const { limits, clock, memberRelays, log } = state;
  const terms = { burst: limits.offerBurst, everyMs: limits.offerEveryMs };
  const retryAfterMs = takeFrom(state.offers, `${party} ${peer}`, terms, clock.now());
  if (retryAfterMs > 0) return fail(fault('control.rate-limited', { retryAfterMs }));
  const id = memberRelayId(peer);
  const others = memberRelays.list(party).filter((other) => other.id !== id);
  if (others.length >= limits.memberRelaysPerParty) return refuse('enough-relays');
  const keys = [relay, relay.probe].flatMap((identity) => identity?.publicKey ?? []);
  if (keys[0] === keys[1] || keys.some((key) => isKeyTaken(state, party, key, others))) {
    return refuse('key-in-use');
  }
  const seenAt = seenAddresses(state, connection, party, peer);
  const main = placeOf(relay, seenAt);
  if (main === null) return refuse('foreign-address');
  const probe = relay.probe === undefined ? null : placeOf(relay.probe, seenAt);
  const info: RelayInfo = {
    id,
    ...main,
    // The same address shows only that a mapping depends on the port, never that it depends on nothing.
    probe: probe === null ? null : { ...probe, otherAddress: false },
    member: peer,
  };
  memberRelays.put(party, info, connection);
  log.info('member serves its party as relay', { peer, party, endpoints: info.endpoints });
  return ok({
    value: { relay: id, endpoints: info.endpoints },
    afterwards() {
      connection.push({ type: 'relay.admission', party, keys: rosterKeys(state, party) });
      assignPartyRelay(state, party);
    },
  });
}

export function withdrawRelay(state: ControlState, { peer }: PeerRole, { party }: Place): Result<Reply> {
  return ok({ value: {}, afterwards: () => endMemberRelay(state, party, memberRelayId(peer)) });
}

/** Ends a member's relay, if there is one, and gives the party another. */
export function endMemberRelay(state: ControlState, party: string, relay: string): void {
  if (!state.memberRelays.remove(party, relay)) return;
  state.observations.forgetRelay(relay);
  state.log.info('member relay ended', { relay, party });
  assignPartyRelay(state, party);
}

/** A member's relay tells from where it sees a fellow. */
export function noteObservedByMember(
  state: ControlState,
  { peer }: PeerRole,
  { party }: Place,
  { key, endpoint, via }: Request<'relay.observed'>,
): Result<Reply> {
  const relay = memberRelayId(peer);
  if (!state.memberRelays.has(party, relay)) {
    return fail(fault('control.out-of-order', { expected: 'relay.offer' }));
  }
  if (!state.observations.isIn(party, key)) return ok({ value: {} });
  const { limits, sightings, clock } = state;
  const terms = { burst: limits.sightingBurst, everyMs: limits.sightingEveryMs };
  const retryAfterMs = takeFrom(sightings, `${party} ${peer} ${key}`, terms, clock.now());
  if (retryAfterMs > 0) return fail(fault('control.rate-limited', { retryAfterMs }));
  state.observations.note(relay, key, endpoint, via);
  return ok({ value: {} });
}

/** Where one identity of a relay is, as far as its member is seen there; null: nowhere. */
function placeOf(
  { publicKey, endpoints }: { readonly publicKey: string; readonly endpoints: readonly string[] },
  seenAt: readonly string[],
): Pick<RelayInfo, 'publicKey' | 'port' | 'endpoints'> | null {
  const own = ownEndpoints(endpoints, seenAt);
  const port = parseEndpoint(own[0] ?? '')?.port;
  return port === undefined ? null : { publicKey, port, endpoints: own };
}

/** The key of a member, or of another relay that the party knows, would have WireGuard mistake one for the other. */
function isKeyTaken(state: ControlState, party: string, key: string, others: readonly RelayInfo[]): boolean {
  const relays = [...state.relays.list(), ...others];
  return (
    state.observations.isIn(party, key) ||
    relays.some(({ publicKey, probe }) => key === publicKey || key === probe?.publicKey)
  );
}

/** Where its connection to us comes from, and where operators' relays see its WireGuard socket. */
function seenAddresses(
  state: ControlState,
  connection: PeerConnection,
  party: string,
  peer: string,
): string[] {
  const key = state.store.member(party, peer)?.wireguardKey ?? '';
  const seen = state.observations.seenAt(key, peer, (relay) => !isMemberRelay(relay));
  return [connection.remoteAddress, ...seen.flatMap((endpoint) => parseEndpoint(endpoint)?.address ?? [])];
}

function refuse(reason: Because<'party.relay-refused'>['reason']): {
  readonly ok: false;
  readonly fault: Fault<'party.relay-refused'>;
} {
  return fail(fault('party.relay-refused', { reason }));
}

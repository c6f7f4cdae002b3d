import type { ControlState } from '../control-state.ts';
import type { StoredParty } from '../store/party-store.ts';
import { isMemberRelay } from './member-relays.ts';
import { relayList } from './relay-list.ts';
import { RELAY_EXPIRES_AFTER_MS } from './relay-registry.ts';

/**
 * Gives each party whose relay has gone another one, and tells the members.
 * @param listChanged - a relay came or went, which concerns members whose own relay stays too.
 */
export function assignRelays(state: ControlState, listChanged: boolean): void {
  const assigned = state.store.transaction(() =>
    state.store.liveParties().map((party) => ({ party, chosen: assign(state, party) })),
  );
  for (const { party, chosen } of assigned) tell(state, party, chosen, listChanged);
}

/** The same for one party, whose members' relays changed. */
export function assignPartyRelay(state: ControlState, id: string): void {
  const party = state.store.party(id);
  if (party === null || party.endedAt !== null) return;
  tell(state, party, assign(state, party), true);
}

function assign(state: ControlState, party: StoredParty): string | null {
  const chosen = serves(state, party) ? party.relay : choose(state, party.id);
  if (chosen !== party.relay) state.store.setRelay(party.id, chosen);
  return chosen;
}

/** A member's relay only where there is no other: it may go at any moment, and is no faster. */
function choose({ relays, memberRelays }: ControlState, party: string): string | null {
  return relays.choose() ?? memberRelays.choose(party);
}

function serves(
  { relays, memberRelays, clock, startedAt }: ControlState,
  { id, relay }: StoredParty,
): boolean {
  if (relay === null) return false;
  if (isMemberRelay(relay)) return !relays.canServe && memberRelays.has(id, relay);
  // Relays of before a restart get the time of a silence to come back, so that no party is moved for nothing.
  return relays.has(relay) || clock.now() - startedAt < RELAY_EXPIRES_AFTER_MS;
}

function tell(state: ControlState, party: StoredParty, chosen: string | null, always: boolean): void {
  if (!always && chosen === party.relay) return;
  const relays = relayList(state, party.id, chosen);
  state.rooms.announce(party.id, { type: 'relay.list', relays, chosen });
}

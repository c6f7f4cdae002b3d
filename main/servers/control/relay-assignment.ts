import type { ControlState } from './control-state.ts';
import { RELAY_EXPIRES_AFTER_MS } from './relay-registry.ts';

/**
 * Gives each party whose relay has gone another one, and tells every member which relays there are now. Called
 * whenever a relay comes or goes.
 */
export function assignRelays(state: ControlState): void {
  const { store, relays, rooms, clock, startedAt } = state;
  // Relays of before a restart get the time of a silence to come back, so that no party is moved for nothing.
  const awaited = clock.now() - startedAt < RELAY_EXPIRES_AFTER_MS;
  const serves = (relay: string | null) => relay !== null && (relays.has(relay) || awaited);
  const list = relays.list();
  const chosen = store.transaction(() =>
    store.liveParties().map((party) => {
      if (serves(party.relay)) return { party: party.id, relay: party.relay };
      const relay = relays.choose();
      if (relay !== party.relay) store.setRelay(party.id, relay);
      return { party: party.id, relay };
    }),
  );
  for (const { party, relay } of chosen) {
    rooms.announce(party, { type: 'relay.list', relays: list, chosen: relay });
  }
}

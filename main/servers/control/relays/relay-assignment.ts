import type { ControlState } from '../control-state.ts';
import { RELAY_EXPIRES_AFTER_MS } from './relay-registry.ts';

/**
 * Gives each party whose relay has gone another one, and tells the members.
 * @param listChanged - a relay came or went, which concerns members whose own relay stays too.
 */
export function assignRelays(state: ControlState, listChanged: boolean): void {
  const { store, relays, rooms, clock, startedAt } = state;
  // Relays of before a restart get the time of a silence to come back, so that no party is moved for nothing.
  const awaited = clock.now() - startedAt < RELAY_EXPIRES_AFTER_MS;
  const serves = (relay: string | null) => relay !== null && (relays.has(relay) || awaited);
  const assigned = store.transaction(() =>
    store.liveParties().map(({ id, relay }) => {
      const chosen = serves(relay) ? relay : relays.choose();
      if (chosen !== relay) store.setRelay(id, chosen);
      return { id, chosen, changed: chosen !== relay };
    }),
  );
  const list = relays.list();
  for (const { id, chosen, changed } of assigned) {
    if (changed || listChanged) rooms.announce(id, { type: 'relay.list', relays: list, chosen });
  }
}

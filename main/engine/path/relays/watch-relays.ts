/** Keeps relays and pairs informed of each other: pairs learn which relays serve, relays which pairs hear through them. */
import type { Link } from '../link.ts';
import type { RelaySet } from './relay-set.ts';

/** To be called often, and for a link that is new. */
export function watchRelays(links: readonly Link[], relays: RelaySet, nowMs: number): void {
  const legs = relays.legs(nowMs);
  const home = relays.home?.info.id ?? null;
  for (const link of links) link.handleRelay({ type: 'own', legs, home }, nowMs);
  for (const relay of relays.all()) {
    const behind = links.filter(({ choice }) => choice.relay === relay.info.id);
    const heard = behind.map((link) => link.relayHeard(nowMs));
    // One that is heard vouches for the relay; the others' silence is their own.
    if (heard.includes(false) && !heard.includes(true)) relays.suspect(relay, nowMs);
    else relay.trust();
    const isUnanswered = behind.some((link) => link.isSilent(nowMs) || link.core.unanswered(nowMs));
    if (isUnanswered && !heard.includes(true)) relays.doubt(relay.info.id, nowMs);
  }
}

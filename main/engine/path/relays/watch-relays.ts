/** Keeps relays and pairs informed of each other: pairs learn which relays serve, relays which pairs hear through them. */
import type { Link } from '../link.ts';
import type { RelaySet } from './relay-set.ts';

/** Tells pairs of our relays. */
export function tellRelays(links: readonly Link[], relays: RelaySet, nowMs: number): void {
  const legs = relays.legs(nowMs);
  const home = relays.home?.info.id ?? null;
  for (const link of links) link.handleRelay({ type: 'own', legs, home }, nowMs);
}

/** Tells relays how it is with the pairs behind them. To be called often, with all links. */
export function watchRelays(links: readonly Link[], relays: RelaySet, nowMs: number): void {
  for (const relay of relays.all()) {
    const behind = links.filter(({ choice }) => choice.relay === relay.info.id);
    const heard = behind.map((link) => link.relayHeard(nowMs));
    // One that is heard vouches for the relay; the others' silence is their own.
    const isHeard = heard.includes(true);
    if (heard.includes(false) && !isHeard) relays.suspect(relay, nowMs);
    else relay.trust();
    const isDoubtful = behind.some((link) => link.isSilent(nowMs) || link.core.unanswered(nowMs));
    if (isDoubtful && !isHeard) relays.doubt(relay.info.id, nowMs);
  }
}

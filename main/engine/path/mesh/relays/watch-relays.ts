/** Keeps relays informed of the pairs behind them: which of them hear each other. */
import type { RelayChoice } from '../../link/relay-choice.ts';
import type { HeldRelay } from './held-relay.ts';

/** What is looked at of a link. */
export interface RelayedPair {
  readonly choice: Pick<RelayChoice, 'relay'>;
  /** Whether its relay is heard of through it, lately or not any more; null: it says nothing about the relay. */
  relayHeard(nowMs: number): boolean | null;
  /** Whether nothing came for so long that its relay may be dead. */
  isSilent(nowMs: number): boolean;
  /** Whether a handshake takes longer than any over a relay that hears us. */
  isUnanswered(nowMs: number): boolean;
}

export interface WatchedRelays {
  all(): readonly HeldRelay[];
  /** It is being registered with anew. */
  renewed(relay: HeldRelay): void;
}

/** Tells relays how it is with the pairs behind them. To be called whenever anything may have changed, with all pairs. */
export function watchRelays(pairs: readonly RelayedPair[], relays: WatchedRelays, nowMs: number): void {
  const isAnySilent = pairs.some((pair) => pair.relayHeard(nowMs) === false);
  for (const relay of relays.all()) {
    const behind = pairs.filter(({ choice }) => choice.relay === relay.info.id);
    const heard = behind.map((pair) => pair.relayHeard(nowMs));
    // One that is heard vouches for the relay; the others' silence is their own.
    const isVouchedFor = heard.includes(true);
    const isSilent = heard.includes(false) && !isVouchedFor;
    const isDoubtful = behind.some((pair) => pair.isSilent(nowMs) || pair.isUnanswered(nowMs));
    if (!isSilent) relay.trust();
    else if (!relay.isSuspected && relay.suspect(nowMs)) relays.renewed(relay);
    if (isVouchedFor) continue;
    // For as long as it lasts: any of them may have to take over, and one that restarted unseen doesn't know us.
    if (isAnySilent && relay.refresh(nowMs)) relays.renewed(relay);
    if (isDoubtful && relay.doubt(nowMs)) relays.renewed(relay);
  }
}

/** What is said of a party as a whole, in header and tray. */
import type { LinkState, PartyView } from './model/snapshot.ts';

/** True once packets have crossed the tunnel to this peer and still do. */
export function isConnected(state: LinkState): boolean {
  return state === 'direct' || state === 'relayed' || state === 'unsteady';
}

/** Those whom the server sees, without those whom we lost. */
export function onlineCount({ peers }: Pick<PartyView, 'peers'>): number {
  return peers.filter(({ state }) => state !== 'away' && state !== 'lost').length;
}

/** Highest latency in ms among the peers that answer; null when none does. What was measured of a lost one is no longer so. */
export function worstLatencyMs({ peers }: Pick<PartyView, 'peers'>): number | null {
  const measured = peers.flatMap(({ latencyMs, state }) =>
    latencyMs !== null && isConnected(state) ? [latencyMs] : [],
  );
  return measured.length === 0 ? null : Math.max(...measured);
}

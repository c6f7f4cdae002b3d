/** What the screens say about a party as a whole. */
import { parseIpv4 } from '../../shared/address.ts';
import type { LinkState, PartyView, PeerView } from '../../shared/model/snapshot.ts';

/** In the order of addresses, which never changes, so that no row moves under the pointer; who is away is last. */
export function sortedPeers({ peers }: PartyView): PeerView[] {
  return peers.toSorted(
    (a, b) =>
      Number(a.state === 'away') - Number(b.state === 'away') ||
      (parseIpv4(a.address) ?? 0) - (parseIpv4(b.address) ?? 0),
  );
}

/** Those whom the server sees, without those whom we lost. */
export function onlineCount({ peers }: PartyView): number {
  return peers.filter(({ state }) => state !== 'away' && state !== 'lost').length;
}

/** Highest latency in ms among the peers that answer; null when none does. */
export function worstLatencyMs({ peers }: PartyView): number | null {
  const measured = peers.flatMap(({ latencyMs, state }) =>
    latencyMs === null || state === 'away' ? [] : [latencyMs],
  );
  return measured.length === 0 ? null : Math.max(...measured);
}

/** True once packets have crossed the tunnel to this peer and still do. */
export function isConnected(state: LinkState): boolean {
  return state === 'direct' || state === 'relayed' || state === 'unsteady';
}

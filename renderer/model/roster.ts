/** In which order the screens list who is in a party. */
import { parseIpv4 } from '../../shared/address.ts';
import type { PartyView, PeerView } from '../../shared/model/snapshot.ts';

/** In the order of addresses, which never changes, so that no row moves under the pointer; who is away is last. */
export function sortedPeers({ peers }: PartyView): PeerView[] {
  return peers.toSorted(
    (a, b) =>
      Number(a.state === 'away') - Number(b.state === 'away') ||
      (parseIpv4(a.address) ?? 0) - (parseIpv4(b.address) ?? 0),
  );
}

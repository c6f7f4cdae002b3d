import type { PeerConfig } from '../../../shared/helper/verbs.ts';

/**
 * Peers in the form of `wg addconf`, which reads it from standard input because of the preshared keys.
 * `addconf` replaces the allowed IPs and leaves an absent endpoint or preshared key as it is. An empty
 * `AllowedIPs =` is a syntax error to it: no line means none.
 */
export function formatPeers(peers: readonly PeerConfig[]): string {
  return peers.map(formatPeer).join('\n');
}

function formatPeer(peer: PeerConfig): string {
  const lines = ['[Peer]', `PublicKey = ${peer.publicKey}`];
  if (peer.presharedKey !== undefined) lines.push(`PresharedKey = ${peer.presharedKey}`);
  if (peer.endpoint !== undefined) lines.push(`Endpoint = ${peer.endpoint}`);
  if (peer.allowedIps.length > 0) lines.push(`AllowedIPs = ${peer.allowedIps.join(', ')}`);
  lines.push(`PersistentKeepalive = ${peer.keepaliveSeconds}`, '');
  return lines.join('\n');
}

/** Arguments of one `wg set` that removes all these peers. */
export function removalArguments(name: string, publicKeys: readonly string[]): readonly string[] {
  return ['set', name, ...publicKeys.flatMap((key) => ['peer', key, 'remove'])];
}

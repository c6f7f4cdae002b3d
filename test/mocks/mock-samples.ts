/** Latency traces that look like links: repeatable, because they come from the second alone. */
import type { PeerView, Sample } from '../../shared/model/snapshot.ts';

const HISTORY_S = 120;

/** The last two minutes of these peers, oldest first. @param now - ms. */
export function history(peers: readonly PeerView[], now: number): Sample[] {
  return Array.from({ length: HISTORY_S }, (_, i) => now - (HISTORY_S - 1 - i) * 1000).flatMap((at) =>
    second(peers, at),
  );
}

/** One second of these peers; none of those that are not measured. */
export function second(peers: readonly PeerView[], at: number): Sample[] {
  return peers.flatMap(({ id, state, latencyMs }) => {
    if (state === 'lost') return [{ peer: id, at, rttMs: null }];
    return latencyMs === null
      ? []
      : [{ peer: id, at, rttMs: trace(id, state === 'unsteady', latencyMs, at) }];
  });
}

function trace(id: string, unsteady: boolean, latencyMs: number, at: number): number | null {
  const dice = random(`${id} ${Math.round(at / 1000)}`);
  if (unsteady && dice < 0.05) return null;
  const spread = unsteady ? 0.35 : 0.06;
  const spike = dice > 0.975 ? latencyMs * 0.6 : 0;
  return Math.round((latencyMs * (1 + (dice - 0.5) * spread) + spike) * 10) / 10;
}

/** FNV-1a folded to 0–1. */
function random(seed: string): number {
  let hash = 0x811c9dc5;
  for (const character of seed) hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193);
  hash ^= hash >>> 15;
  return (Math.imul(hash, 0x2c1b3c6d) >>> 0) / 2 ** 32;
}

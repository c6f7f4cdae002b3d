/** Members whose ways changed as their state now suggests. */
import { fault } from '../../shared/faults/fault.ts';
import type { Handlers } from '../../shared/ipc/api.ts';
import type { PathChange, PathStrategy } from '../../shared/model/path-history.ts';
import type { PeerView, Snapshot } from '../../shared/model/snapshot.ts';
import { fail, ok } from '../../shared/result.ts';

const MINUTE_MS = 60_000;

export function mockPaths(snapshot: () => Snapshot): Pick<Handlers, 'getPathHistory'> {
  return {
    async getPathHistory({ peer }) {
      const known = snapshot().party?.peers.find(({ id }) => id === peer);
      return known === undefined ? fail(fault('peer.unknown', { peer })) : ok(pathChanges(known, Date.now()));
    },
  };
}

/** @param nowMs - wall clock. */
export function pathChanges({ strategy, latencyMs }: PeerView, nowMs: number): PathChange[] {
  if (strategy === 'none') return [];
  const viaRelayMs = latencyMs === null ? null : latencyMs * 1.6;
  const change = (
    minutesAgo: number,
    [from, to]: readonly [PathStrategy, PathStrategy],
    why: PathChange['why'],
    [latencyBeforeMs, latencyAfterMs]: readonly [number | null, number | null],
  ): PathChange => ({
    at: new Date(nowMs - minutesAgo * MINUTE_MS).toISOString(),
    from,
    to,
    why,
    latencyBeforeMs,
    latencyAfterMs,
  });
  const connected = change(42, ['none', 'relay'], 'connected', [null, viaRelayMs]);
  if (strategy === 'relay') return [connected];
  return [
    connected,
    change(41, ['relay', strategy], 'upgraded', [viaRelayMs, latencyMs]),
    change(12, [strategy, 'relay'], 'fell-back', [latencyMs, viaRelayMs]),
    change(11, ['relay', strategy], 'upgraded', [viaRelayMs, latencyMs]),
  ];
}

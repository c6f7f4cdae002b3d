/** Ranks the relays that two members could use, the same at both ends. */

/** A relay of ours. up: it serves us. doubtful: it should in a moment, or is being asked again. */
export interface OwnLeg {
  readonly id: string;
  /** Null: not measured. */
  readonly rttMs: number | null;
  readonly state: 'up' | 'doubtful' | 'down';
}

/** A relay of the other end's, as its record says. */
export interface PeerLeg {
  readonly id: string;
  readonly rttMs: number | null;
}

export interface RankedRelay {
  readonly id: string;
  /** Both legs, in ms; null while one of them is unknown. */
  readonly sumMs: number | null;
}

/**
 * Those that serve both, the lowest sum of both legs first, unmeasured ones last; equals by id, the party's own first.
 * A member that says nothing of its relays counts as served by all of ours.
 */
export function rankRelays(of: {
  readonly own: readonly OwnLeg[];
  readonly peer: readonly PeerLeg[];
  readonly home: string | null;
}): readonly RankedRelay[] {
  const theirs = new Map(of.peer.map(({ id, rttMs }) => [id, rttMs]));
  return of.own
    .filter(({ id, state }) => state === 'up' && (theirs.size === 0 || theirs.has(id)))
    .map(({ id, rttMs }) => ({ id, sumMs: sum(rttMs, theirs.get(id) ?? null) }))
    .toSorted(
      (a, b) =>
        (a.sumMs ?? Number.MAX_VALUE) - (b.sumMs ?? Number.MAX_VALUE) ||
        Number(b.id === of.home) - Number(a.id === of.home) ||
        (a.id < b.id ? -1 : 1),
    );
}

function sum(a: number | null, b: number | null): number | null {
  return a === null || b === null ? null : a + b;
}

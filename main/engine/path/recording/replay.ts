/** Plays a log through a mesh again. Pure. */
import { Mesh } from '../mesh/mesh.ts';
import type { MeshEffect, MeshEvent } from '../mesh/mesh-events.ts';
import { type Outcome, outcomeOf } from './mesh-log.ts';
import type { MeshLog } from './read-log.ts';

export interface Played {
  readonly atMs: number;
  readonly event: MeshEvent;
  /** What follows from it now; null: the mesh failed. */
  readonly effects: readonly MeshEffect[] | null;
  /** What followed when it was recorded. */
  readonly recorded: Outcome;
  readonly isSame: boolean;
}

/** Up to the end, also past differences; a mesh that fails ends it. @throws DamagedLog as the log's entries do. */
export function* replay(log: MeshLog): Generator<Played> {
  const mesh = new Mesh(log.head.terms);
  for (const { atMs, event, outcome: recorded } of log.entries()) {
    const effects = handle(mesh, event, atMs);
    const now = effects === null ? null : outcomeOf(effects);
    const isSame = now?.kinds === recorded.kinds && now.digest === recorded.digest;
    yield { atMs, event, effects, recorded, isSame };
    if (effects === null) return;
  }
}

function handle(mesh: Mesh, event: MeshEvent, atMs: number): readonly MeshEffect[] | null {
  try {
    return mesh.handle(event, atMs);
  } catch {
    // What no engine would be told may break what holds of all that it is told.
    return null;
  }
}

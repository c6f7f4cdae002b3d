/** Which changes a person should hear of who looks at a game and not at us. Pure. */
import type { PeerView, Snapshot } from '../../../shared/model/snapshot.ts';

export type Telling =
  | { readonly kind: 'joined'; readonly name: string; readonly party: string }
  | { readonly kind: 'lost' | 'back'; readonly name: string };

/** A link that comes and goes is told of once in so long. */
const PAUSE_MS = 60_000;

/** Remembers what was told, so that nothing is told twice. */
export class WorthTelling {
  #before: Snapshot | null = null;
  readonly #lost = new Set<string>();
  readonly #toldAt = new Map<string, number>();

  /** Takes the next snapshot in. @returns what is worth telling now, at monotonic `nowMs`. */
  next(snapshot: Snapshot, nowMs: number): Telling[] {
    const before = this.#before;
    this.#before = snapshot;
    const { party } = snapshot;
    // Whoever enters a party sees who is there; what was so before is no news.
    if (party === null || before?.party?.id !== party.id) {
      this.#lost.clear();
      return [];
    }
    const known = new Map(before.party.peers.map((peer) => [peer.id, peer]));
    return party.peers.flatMap((peer) => {
      const telling = this.#compare(known.get(peer.id), peer, party.name);
      return telling !== null && this.#mayTell(peer.id, telling, nowMs) ? [telling] : [];
    });
  }

  #compare(before: PeerView | undefined, { id, name, state }: PeerView, party: string): Telling | null {
    if (before === undefined) return name === '' ? null : { kind: 'joined', name, party };
    if (state === 'lost' && before.state !== 'lost') {
      this.#lost.add(id);
      return { kind: 'lost', name };
    }
    const isUp = state === 'direct' || state === 'relayed';
    return isUp && this.#lost.delete(id) ? { kind: 'back', name } : null;
  }

  #mayTell(peer: string, { kind }: Telling, nowMs: number): boolean {
    const key = `${peer} ${kind}`;
    const last = this.#toldAt.get(key);
    if (last !== undefined && nowMs - last < PAUSE_MS) return false;
    this.#toldAt.set(key, nowMs);
    return true;
  }
}

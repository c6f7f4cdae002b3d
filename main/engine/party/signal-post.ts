import type { Clock } from '../../base/clock.ts';
import { decodeSignal, encodeSignal, type Signal, type SignalEnvelope } from '../path/signal.ts';

export interface PostScope {
  readonly partyId: string;
  readonly selfId: string;
  readonly sealKey: Uint8Array;
}

/** Writes our signals and reads those of others, each sender's in rising order only. */
export class SignalPost {
  readonly #scope: PostScope;
  readonly #identitySeed: Uint8Array;
  readonly #clock: Clock;
  readonly #lastSeq = new Map<string, number>();
  #seq = 0;

  constructor(scope: PostScope, identitySeed: Uint8Array, clock: Clock) {
    this.#scope = scope;
    this.#identitySeed = identitySeed;
    this.#clock = clock;
  }

  write(to: string, body: Signal): SignalEnvelope {
    // Wall-clock milliseconds rise over restarts too; a receiver keeps the highest it saw.
    this.#seq = Math.max(this.#seq + 1, this.#clock.date().getTime());
    const { partyId, sealKey, selfId } = this.#scope;
    return encodeSignal({ seq: this.#seq, body }, { partyId, sealKey, from: selfId, to }, this.#identitySeed);
  }

  /** @returns null for what isn't the sender's, isn't for us, or was here before. */
  read(sender: { id: string; identity: string }, envelope: SignalEnvelope): Signal | null {
    const { partyId, sealKey, selfId } = this.#scope;
    const scope = { partyId, sealKey, from: sender.id, to: selfId };
    const letter = decodeSignal(envelope, scope, sender.identity);
    if (letter === null || letter.seq <= (this.#lastSeq.get(sender.id) ?? -1)) return null;
    this.#lastSeq.set(sender.id, letter.seq);
    return letter.body;
  }
}

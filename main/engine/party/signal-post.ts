import { decodeSignal, encodeSignal, type Signal, type SignalEnvelope } from '../path/signal.ts';

export interface PostScope {
  readonly partyId: string;
  readonly selfId: string;
  readonly sealKey: Uint8Array;
  /** Drawn at this start of the engine, and told in our record. */
  readonly run: string;
  /** That of a member, from its record; empty for one that isn't known. */
  runOf(peer: string): string;
}

/**
 * Writes our signals and reads those of others, each sender's in rising order only. A signal holds between one run of
 * its sender's engine and one of its receiver's: after a restart of either, none from before is taken.
 */
export class SignalPost {
  readonly #scope: PostScope;
  readonly #identitySeed: Uint8Array;
  /** The last number of each sender's run. */
  readonly #read = new Map<string, { readonly run: string; readonly seq: number }>();
  #seq = 0;

  constructor(scope: PostScope, identitySeed: Uint8Array) {
    this.#scope = scope;
    this.#identitySeed = identitySeed;
  }

  write(to: string, body: Signal): SignalEnvelope {
    const { partyId, sealKey, selfId, run, runOf } = this.#scope;
    const letter = { from: run, to: runOf(to), seq: ++this.#seq, body };
    return encodeSignal(letter, { partyId, sealKey, from: selfId, to }, this.#identitySeed);
  }

  /** @returns null for what isn't the sender's, isn't for us as we run now, or was here before. */
  read(sender: { id: string; identity: string }, envelope: SignalEnvelope): Signal | null {
    const { partyId, sealKey, selfId, run, runOf } = this.#scope;
    const letter = decodeSignal(envelope, { partyId, sealKey, from: sender.id, to: selfId }, sender.identity);
    if (letter === null || letter.to !== run || letter.from !== runOf(sender.id)) return null;
    const last = this.#read.get(sender.id);
    if (last?.run === letter.from && letter.seq <= last.seq) return null;
    this.#read.set(sender.id, { run: letter.from, seq: letter.seq });
    return letter.body;
  }
}

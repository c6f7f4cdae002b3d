import type { MemberRecord } from '../../../shared/control/messages.ts';
import type { Reachability } from '../../../shared/model/reachability.ts';
import type { PartyContext, PartyFacts } from './party-context.ts';
import { encodeRecord } from './peer-record.ts';

/** What we say of ourselves, numbered upwards over restarts too: members reject what is older than they know. */
export class OwnRecord {
  readonly #facts: PartyFacts;
  readonly #context: PartyContext;
  readonly #run: string;
  #seq = 0;

  /** @param run - what signals of this start of the engine are bound to. */
  constructor(facts: PartyFacts, context: PartyContext, run: string) {
    this.#facts = facts;
    this.#context = context;
    this.#run = run;
  }

  /** The number of the last record that was made. */
  get seq(): number {
    return this.#seq;
  }

  /** Goes on from an earlier run. */
  continueFrom(seq: number): void {
    this.#seq = seq;
  }

  /** Makes the next one. */
  make(reachability: Reachability): MemberRecord {
    const { keys, app, clock } = this.#context;
    const { partyId, sealKey } = this.#facts.keys;
    this.#seq = Math.max(this.#seq + 1, clock.date().getTime());
    const record = { name: this.#context.displayName(), app, reachability, run: this.#run };
    const identity = keys.identity.publicKey;
    const wireguardKey = keys.wireguard.publicKey;
    const scope = { partyId, sealKey, identity, wireguardKey };
    return encodeRecord(record, this.#seq, scope, keys.identity.seed);
  }
}

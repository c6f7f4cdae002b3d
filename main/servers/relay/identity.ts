/** One static key of the relay: it takes the initiations that are meant for it, unless they are too many, old or unwanted. */
import { timingSafeEqual } from 'node:crypto';
import { initiationField as field, fieldOf } from '../../../shared/wireguard/messages.ts';
import { type KeyPair, keyPairOf } from '../../crypto/key-agreement.ts';
import { householdOf } from '../household.ts';
import type { Source } from './client.ts';
import { GreatestTimestamps } from './greatest-timestamps.ts';
import { LoadDetector, RateLimit } from './load.ts';
import { CookieJar } from './noise/cookie-jar.ts';
import { mac, mac1KeyOf } from './noise/primitives.ts';
import { type OpenedInitiation, openInitiation } from './noise/responder.ts';
import type { RelayLimits } from './relay-limits.ts';
import type { DropReason } from './relay-stats.ts';

/** The work that handshakes may cost. All identities of a relay share one, since they share its processor. */
export class HandshakeBudget {
  readonly #load: LoadDetector;
  readonly #perAddress: RateLimit;
  readonly #doubtedPerAddress: RateLimit;

  constructor(limits: RelayLimits) {
    this.#load = new LoadDetector(limits.handshakesPerSecond);
    this.#perAddress = new RateLimit(limits.handshakesPerAddress);
    this.#doubtedPerAddress = new RateLimit(limits.handshakesPerAddress);
  }

  /** Counts an initiation. @returns whether its sender must prove its address first. */
  isShort(nowMs: number): boolean {
    return this.#load.arrival(nowMs);
  }

  /** Takes a handshake of an address that is proved; false when it has had its share of this second. */
  take(address: string, nowMs: number): boolean {
    return this.#perAddress.take(householdOf(address), nowMs);
  }

  /** Takes a handshake that may be a recording, of an address that may be forged. They have a share of their own. */
  takeDoubted(address: string, nowMs: number): boolean {
    return this.#doubtedPerAddress.take(householdOf(address), nowMs);
  }
}

/** What becomes of an initiation: it is opened, or answered with a cookie reply (64 bytes), or dropped. */
export type Taken =
  | {
      readonly kind: 'opened';
      readonly key: string;
      readonly opened: OpenedInitiation;
      /** It may be a recording: nothing may follow from it before a packet of its session came. */
      readonly isDoubted: boolean;
    }
  | { readonly kind: 'cookie'; readonly reply: Uint8Array }
  | { readonly kind: 'dropped'; readonly reason: DropReason };

export class Identity {
  readonly #keys: KeyPair;
  readonly #mac1Key: Uint8Array;
  readonly #cookies: CookieJar;
  /** Of its own: WireGuard's timestamps are so coarse that two handshakes at once, with two identities, have the same. */
  readonly #timestamps: GreatestTimestamps;
  readonly #budget: HandshakeBudget;

  /** @param options.privateKey - 32 bytes. */
  constructor(options: {
    privateKey: Uint8Array;
    random: (length: number) => Uint8Array;
    limits: RelayLimits;
    budget: HandshakeBudget;
  }) {
    this.#keys = keyPairOf(options.privateKey);
    this.#mac1Key = mac1KeyOf(this.#keys.publicKey);
    this.#cookies = new CookieJar(this.#keys.publicKey, options.random);
    this.#timestamps = new GreatestTimestamps(options.limits.timestamps);
    this.#budget = options.budget;
  }

  /** 32 bytes. */
  get publicKey(): Uint8Array {
    return this.#keys.publicKey;
  }

  /** Tells by `mac1` whether an initiation is for this key. */
  isMeant(initiation: Uint8Array): boolean {
    return hasMac1(initiation, this.#mac1Key);
  }

  /** Takes an initiation that is meant for it. @param admits - asked with the sender's key, standard base64. */
  take(initiation: Uint8Array, source: Source, nowMs: number, admits: (key: string) => boolean): Taken {
    if (this.#budget.isShort(nowMs)) {
      const sourceText = `${source.address} ${source.port}`;
      if (!this.#cookies.proves(initiation, sourceText, nowMs)) {
        return { kind: 'cookie', reply: this.#cookies.reply(initiation, sourceText, nowMs) };
      }
      if (!this.#budget.take(source.address, nowMs)) return dropped('rate-limited');
    }
    const opened = openInitiation(this.#keys, initiation, (staticKey) => admits(toBase64(staticKey)));
    if (typeof opened === 'string') return dropped(opened);
    const key = toBase64(opened.staticKey);
    const dated = this.#timestamps.advance(key, opened.timestamp);
    if (dated === 'repeated') return dropped('replayed');
    const isDoubted = dated === 'older';
    if (isDoubted && !this.#budget.takeDoubted(source.address, nowMs)) return dropped('rate-limited');
    return { kind: 'opened', key, opened, isDoubted };
  }
}

/** Tells whether `mac1` of an initiation was made for the responder with this key of `mac1KeyOf`. */
export function hasMac1(initiation: Uint8Array, mac1Key: Uint8Array): boolean {
  const expected = mac(mac1Key, initiation.subarray(0, field.mac1[0]));
  return timingSafeEqual(expected, fieldOf(initiation, field.mac1));
}

function dropped(reason: DropReason): Taken {
  return { kind: 'dropped', reason };
}

function toBase64(key: Uint8Array): string {
  return Buffer.from(key).toString('base64');
}

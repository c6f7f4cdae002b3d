/**
 * Cookies (WireGuard paper, §5.3 and §5.4.7): under load an initiation is worked on only if its `mac2` proves that
 * the sender receives what is sent to its address. Nothing is remembered for a sender.
 */
import { timingSafeEqual } from 'node:crypto';
import { xchacha20poly1305 } from '@noble/ciphers/chacha.js';
import {
  encodeCookieReply,
  initiationField as field,
  fieldOf,
  senderIndex,
} from '../../../../shared/wireguard/messages.ts';
import { cookieKeyOf, mac } from './primitives.ts';

/** The paper's two minutes; an older cookie only costs the client one more cookie reply. */
const SECRET_LIFETIME_MS = 120_000;

export class CookieJar {
  readonly #sealKey: Uint8Array;
  readonly #random: (length: number) => Uint8Array;
  #secret: Uint8Array;
  #changeAtMs = Number.NEGATIVE_INFINITY;

  /** @param publicKey - of the relay, 32 bytes. */
  constructor(publicKey: Uint8Array, random: (length: number) => Uint8Array) {
    this.#sealKey = cookieKeyOf(publicKey);
    this.#random = random;
    this.#secret = random(32);
  }

  /** Tells whether `mac2` of an initiation was made with the cookie of this source. */
  proves(initiation: Uint8Array, source: string, nowMs: number): boolean {
    const expected = mac(this.#cookieOf(source, nowMs), initiation.subarray(0, field.mac2[0]));
    return timingSafeEqual(expected, fieldOf(initiation, field.mac2));
  }

  /** The 64-byte answer that carries the cookie, readable only by whoever knows the initiation and the relay's key. */
  reply(initiation: Uint8Array, source: string, nowMs: number): Uint8Array {
    const nonce = this.#random(24);
    const cipher = xchacha20poly1305(this.#sealKey, nonce, fieldOf(initiation, field.mac1));
    return encodeCookieReply({
      receiver: senderIndex(initiation),
      nonce,
      encryptedCookie: cipher.encrypt(this.#cookieOf(source, nowMs)),
    });
  }

  #cookieOf(source: string, nowMs: number): Uint8Array {
    if (nowMs >= this.#changeAtMs) {
      this.#secret = this.#random(32);
      this.#changeAtMs = nowMs + SECRET_LIFETIME_MS;
    }
    return mac(this.#secret, new TextEncoder().encode(source));
  }
}

/** The functions that the WireGuard paper, §5.4, names: Hash, Mac, Kdf and Aead, with its constants. */
import { chacha20poly1305 } from '@noble/ciphers/chacha.js';
import { blake2s } from '@noble/hashes/blake2.js';
import { hmac } from '@noble/hashes/hmac.js';

const EMPTY = new Uint8Array(0);
const label = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Hash(…parts joined): 32 bytes. */
export function hash(...parts: readonly Uint8Array[]): Uint8Array {
  const state = blake2s.create();
  for (const part of parts) state.update(part);
  return state.digest();
}

/** Mac(key, message): 16 bytes. @param key - at most 32 bytes. */
export function mac(key: Uint8Array, message: Uint8Array): Uint8Array {
  return blake2s(message, { key, dkLen: 16 });
}

/** Kdf_n(key, input): `count` keys of 32 bytes. */
export function kdf(count: 1, key: Uint8Array, input: Uint8Array): [Uint8Array];
export function kdf(count: 2, key: Uint8Array, input: Uint8Array): [Uint8Array, Uint8Array];
export function kdf(count: 3, key: Uint8Array, input: Uint8Array): [Uint8Array, Uint8Array, Uint8Array];
export function kdf(count: number, key: Uint8Array, input: Uint8Array): Uint8Array[] {
  const secret = hmac(blake2s, key, input);
  const keys: Uint8Array[] = [];
  for (let n = 1; n <= count; n++) {
    keys.push(
      hmac
        .create(blake2s, secret)
        .update(keys.at(-1) ?? EMPTY)
        .update(Uint8Array.of(n))
        .digest(),
    );
  }
  return keys;
}

/** Aead(key, counter, plain, auth): the plain bytes and a tag of 16. */
export function seal(key: Uint8Array, counter: number, plain: Uint8Array, auth: Uint8Array): Uint8Array {
  return chacha20poly1305(key, nonceOf(counter), auth).encrypt(plain);
}

/** The reverse; null when the tag does not fit. */
export function open(
  key: Uint8Array,
  counter: number,
  sealed: Uint8Array,
  auth: Uint8Array,
): Uint8Array | null {
  try {
    return chacha20poly1305(key, nonceOf(counter), auth).decrypt(sealed);
  } catch {
    return null; // Key, nonce and lengths are fixed by the callers, so only the tag is left to fail.
  }
}

/** The chaining key and hash with which every handshake starts. */
export const initialChain = hash(label('Noise_IKpsk2_25519_ChaChaPoly_BLAKE2s'));
export const initialHash = hash(initialChain, label('WireGuard v1 zx2c4 Jason@zx2c4.com'));

/** Key of `mac1` in messages *to* the owner of the public key. */
export function mac1KeyOf(publicKey: Uint8Array): Uint8Array {
  return hash(label('mac1----'), publicKey);
}

/** Key that seals cookies *from* the owner of the public key. */
export function cookieKeyOf(publicKey: Uint8Array): Uint8Array {
  return hash(label('cookie--'), publicKey);
}

/** 4 zero bytes, then the counter as a little-endian 64-bit number. */
function nonceOf(counter: number): Uint8Array {
  const nonce = new Uint8Array(12);
  const view = new DataView(nonce.buffer);
  view.setUint32(4, counter % 2 ** 32, true);
  view.setUint32(8, Math.floor(counter / 2 ** 32), true);
  return nonce;
}

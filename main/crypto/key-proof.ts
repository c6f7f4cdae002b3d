/**
 * Proof that one holds the private half of an X25519 key, which can't sign: a code (HMAC-SHA256) under a key that only
 * its holder and the one who asks can compute. Nothing of their shared secret can be learnt from it, so it is safe to
 * answer a point that somebody chose.
 */
import { createHmac, hkdfSync, type KeyObject, timingSafeEqual } from 'node:crypto';
import { fromBase64url, toBase64url } from './encoding.ts';
import { agree } from './key-agreement.ts';

/** Parts these codes from everything else that the two keys could be used for, WireGuard above all. */
const LABEL = 'lanrage/key-proof/v1';

/**
 * Proves to the holder of another key, over what that one told.
 * @param theirs - 32 bytes. @returns 32 bytes, base64url; null where their key is no sound one (of low order).
 */
export function proveKey(own: KeyObject, theirs: Uint8Array, message: Uint8Array): string | null {
  const shared = agree(own, theirs);
  if (shared === null) return null;
  const key = new Uint8Array(hkdfSync('sha256', shared, new Uint8Array(), LABEL, 32));
  return toBase64url(createHmac('sha256', key).update(message).digest());
}

/** Checks {@link proveKey} as the one who asked. @param own - the key that was shown. @param theirs - the one to prove. */
export function isKeyProof(own: KeyObject, theirs: Uint8Array, message: Uint8Array, proof: string): boolean {
  const expected = proveKey(own, theirs, message);
  const given = fromBase64url(proof);
  return expected !== null && given.length === 32 && timingSafeEqual(given, fromBase64url(expected));
}

/** Sealing of records and signals: XChaCha20-Poly1305, whose 24-byte nonces may be drawn at random. */
import { randomBytes } from 'node:crypto';
import { xchacha20poly1305 } from '@noble/ciphers/chacha.js';
import { fromBase64url, toBase64url } from './encoding.ts';

const NONCE_BYTES = 24;

/** Seals a message. @param context - authenticated with it, not sent. @returns nonce and ciphertext, base64url. */
export function seal(key: Uint8Array, context: Uint8Array, message: Uint8Array): string {
  const nonce = randomBytes(NONCE_BYTES);
  return toBase64url(Buffer.concat([nonce, xchacha20poly1305(key, nonce, context).encrypt(message)]));
}

/** Opens what {@link seal} made; null when key, context or message differ. */
export function open(key: Uint8Array, context: Uint8Array, sealed: string): Uint8Array | null {
  const bytes = fromBase64url(sealed);
  try {
    const cipher = xchacha20poly1305(key, bytes.subarray(0, NONCE_BYTES), context);
    return cipher.decrypt(bytes.subarray(NONCE_BYTES));
  } catch {
    return null;
  }
}

import { createHash } from 'node:crypto';
import { fromBase64url, toBase64url } from './encoding.ts';

/** The id of a device: that of its identity's public half. */
export function peerIdOf(identity: string): string {
  return keyIdOf(identity);
}

/** A short name that nobody else's key has. @param publicKey - 32 bytes, base64url. @returns 16 bytes of SHA-256, base64url. */
export function keyIdOf(publicKey: string): string {
  return toBase64url(createHash('sha256').update(fromBase64url(publicKey)).digest().subarray(0, 16));
}

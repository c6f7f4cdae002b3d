import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { fromBase64url, toBase64url } from '../../../crypto/encoding.ts';

/** Makes a session token: 32 random bytes, base64url. */
export function makeToken(): string {
  return toBase64url(randomBytes(32));
}

/** What is kept of a token, so that a stolen database resumes nothing. */
export function hashToken(token: string): string {
  return toBase64url(createHash('sha256').update(fromBase64url(token)).digest());
}

/** Compares a token with a kept hash in constant time. */
export function matchesToken(token: string, hash: string): boolean {
  return timingSafeEqual(fromBase64url(hashToken(token)), fromBase64url(hash));
}

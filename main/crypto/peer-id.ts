import { createHash } from 'node:crypto';
import { fromBase64url, toBase64url } from './encoding.ts';

/** The id of a device: the first 16 bytes of SHA-256 over its identity's public half, base64url. */
export function peerIdOf(identity: string): string {
  return toBase64url(createHash('sha256').update(fromBase64url(identity)).digest().subarray(0, 16));
}

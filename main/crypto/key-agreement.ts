/** X25519 (RFC 7748) over raw 32-byte keys, by the runtime's own library: 35 times faster than script. */
import { createPrivateKey, createPublicKey, diffieHellman, type KeyObject } from 'node:crypto';

/** DER heads of RFC 8410: PKCS #8 for a 32-byte scalar, SubjectPublicKeyInfo for a 32-byte point. */
const PRIVATE_HEAD = Buffer.from('302e020100300506032b656e04220420', 'hex');
const PUBLIC_HEAD = Buffer.from('302a300506032b656e032100', 'hex');

export interface KeyPair {
  readonly privateKey: KeyObject;
  /** 32 bytes. */
  readonly publicKey: Uint8Array;
}

/** Makes the pair of a scalar. @param scalar - 32 bytes; clamped by the algorithm, as WireGuard does. */
export function keyPairOf(scalar: Uint8Array): KeyPair {
  const der = Buffer.concat([PRIVATE_HEAD, scalar]);
  const privateKey = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  const point = createPublicKey(privateKey).export({ format: 'der', type: 'spki' });
  return { privateKey, publicKey: new Uint8Array(point.subarray(PUBLIC_HEAD.length)) };
}

/** The shared secret, 32 bytes; null for a point of low order, which would make it zero for everybody. */
export function agree(privateKey: KeyObject, point: Uint8Array): Uint8Array | null {
  const der = Buffer.concat([PUBLIC_HEAD, point]);
  const publicKey = createPublicKey({ key: der, format: 'der', type: 'spki' });
  try {
    return new Uint8Array(diffieHellman({ privateKey, publicKey }));
  } catch {
    return null; // The only failure of well-formed keys; OpenSSL and BoringSSL both refuse such a point.
  }
}

import { createPrivateKey, createPublicKey } from 'node:crypto';

/** DER head of RFC 8410 for a raw X25519 private key in PKCS #8. */
const PRIVATE_HEAD = Buffer.from('302e020100300506032b656e04220420', 'hex');

/** The public half of a Curve25519 private key, both as `wg` writes them. */
export function publicKeyOf(privateKey: string): string {
  const der = Buffer.concat([PRIVATE_HEAD, Buffer.from(privateKey, 'base64')]);
  const key = createPublicKey(createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }));
  return key.export({ format: 'der', type: 'spki' }).subarray(-32).toString('base64');
}

import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { keyPairOf } from '../../../main/crypto/key-agreement.ts';
import { isKeyProof, proveKey } from '../../../main/crypto/key-proof.ts';

const pair = () => keyPairOf(new Uint8Array(randomBytes(32)));
const text = (message: string): Uint8Array => new TextEncoder().encode(message);
const LOW_ORDER = [
  new Uint8Array(32),
  Uint8Array.from({ length: 32 }, (_, i) => (i === 0 ? 1 : 0)),
  new Uint8Array(Buffer.from('e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800', 'hex')),
];

describe('the proof of an X25519 key', () => {
  const [holder, asker] = [pair(), pair()];
  const proof = proveKey(holder.privateKey, asker.publicKey, text('nonce')) ?? '';
  const changed = `${proof.startsWith('A') ? 'B' : 'A'}${proof.slice(1)}`;

  it('holds for the key, the asker and the message that it was made for', () => {
    expect(isKeyProof(asker.privateKey, holder.publicKey, text('nonce'), proof)).toBe(true);
  });

  it.each<[string, boolean]>([
    ['another key', isKeyProof(asker.privateKey, pair().publicKey, text('nonce'), proof)],
    ['another asker', isKeyProof(pair().privateKey, holder.publicKey, text('nonce'), proof)],
    ['another message', isKeyProof(asker.privateKey, holder.publicKey, text('nonce2'), proof)],
    ['a changed proof', isKeyProof(asker.privateKey, holder.publicKey, text('nonce'), changed)],
    ['a short proof', isKeyProof(asker.privateKey, holder.publicKey, text('nonce'), proof.slice(0, 20))],
    ['no proof', isKeyProof(asker.privateKey, holder.publicKey, text('nonce'), '')],
  ])('does not hold for %s', (_, holds) => {
    expect(holds).toBe(false);
  });

  it.each(LOW_ORDER)('is neither made for nor taken of a point of low order', (point) => {
    expect(proveKey(holder.privateKey, point, text('nonce'))).toBeNull();
    expect(isKeyProof(asker.privateKey, point, text('nonce'), proof)).toBe(false);
  });
});

import { x25519 } from '@noble/curves/ed25519.js';
import { describe, expect, it } from 'vitest';
import { agree, keyPairOf } from '../../../main/crypto/key-agreement.ts';
import { seededRandom } from '../servers/relay/relay-bench.ts';

const bytes = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex, 'hex'));

describe('key agreement', () => {
  it('gives the secret of RFC 7748, §5.2', () => {
    const scalar = bytes('a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4');
    const point = bytes('e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c');
    expect(agree(keyPairOf(scalar).privateKey, point)).toEqual(
      bytes('c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552'),
    );
  });

  it('agrees with another library on public keys and secrets', () => {
    const random = seededRandom(3);
    for (let n = 0; n < 20; n++) {
      const [mine, theirs] = [random(32), random(32)];
      const pair = keyPairOf(mine);
      expect(pair.publicKey).toEqual(x25519.getPublicKey(mine));
      const point = x25519.getPublicKey(theirs);
      expect(agree(pair.privateKey, point)).toEqual(x25519.getSharedSecret(mine, point));
    }
  });

  it('gives no secret with a point of low order', () => {
    const { privateKey } = keyPairOf(new Uint8Array(32).fill(1));
    const ofOrderEight = 'e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800';
    for (const point of [new Uint8Array(32), Uint8Array.of(1, ...new Uint8Array(31)), bytes(ofOrderEight)]) {
      expect(agree(privateKey, point)).toBeNull();
    }
  });
});

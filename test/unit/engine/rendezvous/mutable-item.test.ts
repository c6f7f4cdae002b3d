import { ed25519 } from '@noble/curves/ed25519.js';
import { describe, expect, it } from 'vitest';
import { publicKeyOf } from '../../../../main/crypto/signature.ts';
import {
  itemBytes,
  itemIn,
  signItem,
  targetOf,
} from '../../../../main/engine/rendezvous/dht/mutable-item.ts';

// Test vectors of https://www.bittorrent.org/beps/bep_0044.html
const publicKey = Buffer.from('77ff84905a91936367c01360803104f92432fcd904a43511876df5cdf3e7e548', 'hex');
const value = Buffer.from('Hello World!');
const vectors = {
  '': {
    target: '4a533d47ec9c7d95b1ad75f576cffc641853b750',
    signature:
      '305ac8aeb6c9c151fa120f120ea2cfb923564e11552d06a5d856091e5e853cff1260d3f39e4999684aa92eb73ffd136e6f4f3ecbfda0ce53a1608ecd7ae21f01',
    bytes: '3:seqi1e1:v12:Hello World!',
  },
  foobar: {
    target: '411eba73b6f087ca51a3795d9c8c938d365e32c1',
    signature:
      '6834284b6b24c3204eb2fea824d82f88883a3d95e8b4a21b8c0ded553d17d17ddf9a8a7104b1258f30bed3787e6cb896fca78c58f8e03b5f18f14951a87d9a08',
    bytes: '4:salt6:foobar3:seqi1e1:v12:Hello World!',
  },
};

describe.each(Object.entries(vectors))('BEP 44 with salt %j', (salt, { target, signature, bytes }) => {
  it('lies at its target, and is signed as the vectors are', () => {
    expect(targetOf({ publicKey, salt }).toString('hex')).toBe(target);
    expect(itemBytes(salt, 1, value).toString()).toBe(bytes);
    expect(ed25519.verify(Buffer.from(signature, 'hex'), itemBytes(salt, 1, value), publicKey)).toBe(true);
  });

  it('is taken from an answer, and not where a bit of it is another one', () => {
    const sig = Buffer.from(signature, 'hex');
    const key = { publicKey, salt, seed: Buffer.alloc(32) };
    const answer = { k: publicKey, seq: 1, sig, v: value };
    expect(itemIn(answer, key)).toEqual({ seq: 1, value });
    for (const wrong of [
      { ...answer, seq: 2 },
      { ...answer, v: Buffer.from('hello World!') },
      { ...answer, k: Buffer.alloc(32, 1) },
      { ...answer, sig: Buffer.alloc(64) },
      { ...answer, sig: Buffer.alloc(3) },
      { ...answer, v: 3 },
      { ...answer, v: Buffer.alloc(1001) },
    ]) {
      expect(itemIn(wrong, key)).toBeNull();
    }
    expect(itemIn(answer, { ...key, salt: 'other' })).toBeNull();
  });
});

it('what we sign ourselves is taken', () => {
  const seed = Buffer.alloc(32, 9);
  const key = { seed, publicKey: Buffer.from(publicKeyOf(seed), 'base64url'), salt: 'h' };
  const sig = signItem(key, { seq: 5, value });
  expect(itemIn({ k: key.publicKey, seq: 5, sig, v: value }, key)).toEqual({ seq: 5, value });
});

import { expect, test } from 'vitest';
import { publicKeyOf } from '../../../main/helper/public-key.ts';

const base64 = (hex: string) => Buffer.from(hex, 'hex').toString('base64');

test("derives Bob's public key of RFC 7748 §6.1", () => {
  const secret = base64('5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb');
  const published = base64('de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f');
  expect(publicKeyOf(secret)).toBe(published);
});

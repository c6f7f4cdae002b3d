import { describe, expect, it } from 'vitest';
import { decodeAddress, encodeAddress } from '../../../shared/stun/mapped-address.ts';

describe('the value of MAPPED-ADDRESS', () => {
  it.each([
    [{ address: '192.0.2.1', port: 32853 }, [0, 1, 0x80, 0x55, 192, 0, 2, 1]],
    [
      { address: '2001:db8::1', port: 3478 },
      [0, 2, 0x0d, 0x96, 0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1],
    ],
  ])('lies on the wire as RFC 8489 §14.1 says: %j', (endpoint, bytes) => {
    expect([...(encodeAddress(endpoint) ?? [])]).toEqual(bytes);
    expect(decodeAddress(Uint8Array.from(bytes))).toEqual(endpoint);
  });

  it('is made of no name, and read from no value whose family and length disagree', () => {
    expect(encodeAddress({ address: 'play.example.org', port: 1 })).toBeNull();
    for (const bytes of [[], [0, 1, 0, 1], [0, 2, 0, 1, 192, 0, 2, 1], [0, 3, 0, 1, 192, 0, 2, 1]]) {
      expect(decodeAddress(Uint8Array.from(bytes))).toBeNull();
    }
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addressToBytes, bytesToAddress } from '../../../shared/stun/address-bytes.ts';
import { decodeXorAddress, encodeXorAddress } from '../../../shared/stun/xor-address.ts';

const hex = (bytes: Uint8Array | null): string | null => bytes && Buffer.from(bytes).toString('hex');

describe('addresses as bytes', () => {
  it.each([
    ['192.0.2.1', 'c0000201'],
    ['255.255.255.255', 'ffffffff'],
    ['::', '00000000000000000000000000000000'],
    ['::1', '00000000000000000000000000000001'],
    ['2001:db8::', '20010db8000000000000000000000000'],
    ['2001:db8:1:2:3:4:5:6', '20010db8000100020003000400050006'],
    ['::ffff:192.0.2.1', '00000000000000000000ffffc0000201'],
    ['fe80::1%eth0', 'fe800000000000000000000000000001'],
  ])('reads %s', (text, expected) => {
    expect(hex(addressToBytes(text))).toBe(expected);
  });

  it.each(['', 'example.org', '1.2.3', '1.2.3.256', '::1::', '1:2:3', ':'])('refuses %j', (text) => {
    expect(addressToBytes(text)).toBeNull();
  });

  it.each([
    ['20010db8000000000000000000000001', '2001:db8::1'],
    ['20010db8000000010001000100010001', '2001:db8:0:1:1:1:1:1'],
    ['20010000000000010000000000000001', '2001:0:0:1::1'],
    ['20010db8000000000001000000000001', '2001:db8::1:0:0:1'],
  ])('writes %s in the one form of RFC 5952', (bytes, text) => {
    expect(bytesToAddress(Buffer.from(bytes, 'hex'))).toBe(text);
  });

  it('reads what it writes', () => {
    const address = fc.oneof(
      fc.uint8Array({ minLength: 4, maxLength: 4 }),
      fc.uint8Array({ minLength: 16, maxLength: 16 }),
    );
    fc.assert(
      fc.property(address, (bytes) => hex(addressToBytes(bytesToAddress(bytes) ?? '')) === hex(bytes)),
    );
  });

  it('writes no address of another length', () => {
    expect(bytesToAddress(new Uint8Array(5))).toBeNull();
  });
});

describe('XOR-MAPPED-ADDRESS', () => {
  const transaction = new Uint8Array(12).fill(9);

  it('is not made of a name', () => {
    expect(encodeXorAddress({ address: 'example.org', port: 1 }, transaction)).toBeNull();
  });

  it('is refused when family and length do not fit', () => {
    for (const value of ['', '00', '000112', '0001123401020304ff', '0002123401020304', '0003123401020304']) {
      expect(decodeXorAddress(Buffer.from(value, 'hex'), transaction)).toBeNull();
    }
  });
});

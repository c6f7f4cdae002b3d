import { createHmac } from 'node:crypto';
import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import stun from 'stun';
import { describe, expect, it } from 'vitest';
import {
  BINDING_ERROR,
  BINDING_REQUEST,
  BINDING_SUCCESS,
  decodeStun,
  encodeStun,
  isStun,
  type StunMessage,
  stunAttribute,
} from '../../../shared/stun/message.ts';
import { decodeXorAddress, encodeXorAddress } from '../../../shared/stun/xor-address.ts';

/** RFC 5769, §2.1–2.3. */
const vectors = {
  request: `00 01 00 58 21 12 a4 42 b7 e7 a7 01 bc 34 d6 86 fa 87 df ae 80 22 00 10 53 54 55 4e 20 74 65 73 74 20
    63 6c 69 65 6e 74 00 24 00 04 6e 00 01 ff 80 29 00 08 93 2f f9 b1 51 26 3b 36 00 06 00 09 65 76 74 6a 3a 68 36
    76 59 20 20 20 00 08 00 14 9a ea a7 0c bf d8 cb 56 78 1e f2 b5 b2 d3 f2 49 c1 b5 71 a2 80 28 00 04 e5 7a 3b cf`,
  ipv4Response: `01 01 00 3c 21 12 a4 42 b7 e7 a7 01 bc 34 d6 86 fa 87 df ae 80 22 00 0b 74 65 73 74 20 76 65 63 74
    6f 72 20 00 20 00 08 00 01 a1 47 e1 12 a6 43 00 08 00 14 2b 91 f5 99 fd 9e 90 c3 8c 74 89 f9 2a f9 ba 53 f0 6b
    e7 d7 80 28 00 04 c0 7d 4c 96`,
  ipv6Response: `01 01 00 48 21 12 a4 42 b7 e7 a7 01 bc 34 d6 86 fa 87 df ae 80 22 00 0b 74 65 73 74 20 76 65 63 74
    6f 72 20 00 20 00 14 00 02 a1 47 01 13 a9 fa a5 d3 f1 79 bc 25 f4 b5 be d2 b9 d9 00 08 00 14 a3 82 95 4e 4b e6
    7b f1 17 84 c9 7c 82 92 c2 75 bf e3 ed 41 80 28 00 04 c8 fb 0b 4c`,
};
const PASSWORD = 'VOkJxbRl1RmTxUk/WvJxBt';
const TRANSACTION = Buffer.from('b7e7a701bc34d686fa87dfae', 'hex');

const bytesOf = (hex: string): Buffer => Buffer.from(hex.replace(/\s/g, ''), 'hex');

function decoded(datagram: Uint8Array): StunMessage {
  const message = decodeStun(datagram);
  if (message === null) throw new Error('not a STUN message');
  return message;
}

function attributeValue({ attributes }: StunMessage, type: number): Uint8Array {
  return attributes.find((attribute) => attribute.type === type)?.value ?? new Uint8Array();
}

describe('the vectors of RFC 5769', () => {
  it.each(Object.entries(vectors))('are copied right: %s', (_name, hex) => {
    const datagram = bytesOf(hex);
    expect(datagram.readUInt32BE(datagram.length - 4)).toBe(
      (crc32(datagram.subarray(0, -8)) ^ 0x5354554e) >>> 0,
    );
    const signed = Buffer.from(datagram.subarray(0, -32));
    signed.writeUInt16BE(datagram.length - 28, 2);
    expect(createHmac('sha1', PASSWORD).update(signed).digest()).toEqual(datagram.subarray(-28, -8));
  });

  it('decode into their attributes', () => {
    const message = decoded(bytesOf(vectors.request));
    expect(message.type).toBe(BINDING_REQUEST);
    expect(Buffer.from(message.transactionId)).toEqual(TRANSACTION);
    expect(message.attributes.map(({ type }) => type)).toEqual([0x8022, 0x24, 0x8029, 6, 8, 0x8028]);
    expect(Buffer.from(attributeValue(message, 6)).toString()).toBe('evtj:h6vY');
  });

  it.each([
    ['IPv4', vectors.ipv4Response, '192.0.2.1'],
    ['IPv6', vectors.ipv6Response, '2001:db8:1234:5678:11:2233:4455:6677'],
  ])('decode into the mapped %s address', (_family, hex, address) => {
    const message = decoded(bytesOf(hex));
    expect(message.type).toBe(BINDING_SUCCESS);
    const value = attributeValue(message, stunAttribute.xorMappedAddress);
    expect(decodeXorAddress(value, message.transactionId)).toEqual({ address, port: 32853 });
    expect(encodeXorAddress({ address, port: 32853 }, message.transactionId)).toEqual(new Uint8Array(value));
  });
});

const transaction = fc.uint8Array({ minLength: 12, maxLength: 12 });
const endpoint = fc.record({
  address: fc.oneof(fc.ipV4(), fc.ipV6()),
  port: fc.integer({ min: 0, max: 65535 }),
});

describe('encodeStun and decodeStun', () => {
  it('are inverse for any attributes', () => {
    const attribute = fc.record({
      type: fc.integer({ min: 0, max: 0xffff }),
      value: fc.uint8Array({ maxLength: 70 }),
    });
    const type = fc.constantFrom(BINDING_REQUEST, BINDING_SUCCESS, BINDING_ERROR);
    const message = fc.record({ type, transactionId: transaction, attributes: fc.array(attribute) });
    fc.assert(
      fc.property(message, (value) => {
        expect(decodeStun(encodeStun(value))).toEqual(value);
      }),
    );
  });

  it('agree with the stun package in what they encode', () => {
    fc.assert(
      fc.property(transaction, endpoint, (transactionId, mapped) => {
        const value = encodeXorAddress(mapped, transactionId);
        if (value === null) throw new Error('not an address');
        const attributes = [{ type: stunAttribute.xorMappedAddress, value }];
        const ours = encodeStun({ type: BINDING_SUCCESS, transactionId, attributes });
        const theirs = stun.createMessage(BINDING_SUCCESS, Buffer.from(transactionId));
        theirs.addAttribute(stunAttribute.xorMappedAddress, mapped.address, mapped.port);
        expect(Buffer.from(ours)).toEqual(stun.encode(theirs));
      }),
    );
  });

  it('agree with the stun package in what they decode', () => {
    const datagram = bytesOf(vectors.ipv4Response);
    const theirs = stun.decode(datagram);
    const ours = decoded(datagram);
    expect([theirs.type, theirs.count]).toEqual([ours.type, ours.attributes.length]);
    const value = attributeValue(ours, stunAttribute.xorMappedAddress);
    expect(theirs.getAttribute(stunAttribute.xorMappedAddress)?.value).toMatchObject(
      decodeXorAddress(value, ours.transactionId) ?? {},
    );
  });

  it('refuse every truncation and every wrong length', () => {
    const datagram = bytesOf(vectors.ipv4Response);
    for (let length = 0; length < datagram.length; length++) {
      expect(decodeStun(datagram.subarray(0, length))).toBeNull();
    }
    expect(decodeStun(Buffer.concat([datagram, Buffer.alloc(4)]))).toBeNull();
    for (const length of [0x0010, 0x0040, 0xffff]) {
      const wrong = Buffer.from(datagram);
      wrong.writeUInt16BE(length, 22);
      expect(decodeStun(wrong)).toBeNull();
    }
  });

  it('never throw, whatever bytes follow a good header', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (body) => {
        const datagram = Buffer.concat([bytesOf('0001 0000 2112a442'), TRANSACTION, body]);
        datagram.writeUInt16BE(body.length, 2);
        const message = decodeStun(datagram);
        const used = message?.attributes.reduce((sum, { value }) => sum + 4 + ((value.length + 3) & ~3), 0);
        expect(message === null || used === body.length).toBe(true);
      }),
    );
  });
});

describe('isStun', () => {
  it('wants two zero bits and the magic cookie', () => {
    const datagram = bytesOf('0001 0000 2112a442 000000000000000000000000');
    expect(isStun(datagram)).toBe(true);
    expect(isStun(datagram.subarray(0, 19))).toBe(false);
    expect(isStun(Buffer.from(datagram).fill(0x40, 0, 1))).toBe(false);
    expect(isStun(Buffer.from(datagram).fill(0, 4, 5))).toBe(false);
  });
});

import { describe, expect, it } from 'vitest';
import {
  COOKIE_REPLY,
  encodeCookieReply,
  encodeResponse,
  fieldOf,
  INITIATION,
  initiationField,
  messageType,
  RESPONSE,
  receiverIndex,
  senderIndex,
  TRANSPORT_DATA,
  transportCounter,
} from '../../../shared/wireguard/messages.ts';

function datagram(type: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  bytes[0] = type;
  return bytes;
}

describe('messageType', () => {
  it.each([
    [INITIATION, 148],
    [RESPONSE, 92],
    [COOKIE_REPLY, 64],
    [TRANSPORT_DATA, 32],
    [TRANSPORT_DATA, 65_507],
  ])('knows a message of type %i with %i bytes', (type, length) => {
    expect(messageType(datagram(type, length))).toBe(type);
  });

  it.each([
    [INITIATION, 147],
    [INITIATION, 149],
    [RESPONSE, 91],
    [RESPONSE, 148],
    [COOKIE_REPLY, 63],
    [COOKIE_REPLY, 65],
    [TRANSPORT_DATA, 31],
    [0, 148],
    [5, 148],
  ])('knows no message of type %i with %i bytes', (type, length) => {
    expect(messageType(datagram(type, length))).toBeNull();
  });

  it('knows no message in an empty datagram, nor with a reserved byte set', () => {
    expect(messageType(new Uint8Array())).toBeNull();
    for (const at of [1, 2, 3]) {
      const bytes = datagram(TRANSPORT_DATA, 32);
      bytes[at] = 1;
      expect(messageType(bytes)).toBeNull();
    }
  });
});

describe('the fields of a message', () => {
  it('reads indices as unsigned little-endian numbers, also in a view of a larger buffer', () => {
    const larger = new Uint8Array(200);
    const bytes = larger.subarray(50, 142);
    bytes.set([2, 0, 0, 0, 0x04, 0x03, 0x02, 0xf1, 0x08, 0x07, 0x06, 0xf5]);
    expect(senderIndex(bytes)).toBe(0xf1020304);
    expect(receiverIndex(bytes)).toBe(0xf5060708);
    bytes[0] = TRANSPORT_DATA;
    expect(receiverIndex(bytes)).toBe(0xf1020304);
  });

  it('reads a counter up to 2^53 - 1 and none above', () => {
    const bytes = datagram(TRANSPORT_DATA, 32);
    const view = new DataView(bytes.buffer);
    view.setBigUint64(8, 0x1_0000_0002n, true);
    expect(transportCounter(bytes)).toBe(0x1_0000_0002);
    view.setBigUint64(8, 2n ** 53n - 1n, true);
    expect(transportCounter(bytes)).toBe(Number.MAX_SAFE_INTEGER);
    view.setBigUint64(8, 2n ** 53n, true);
    expect(transportCounter(bytes)).toBeNull();
  });

  it('fills an initiation without a gap', () => {
    const { ephemeral, encryptedStatic, encryptedTimestamp, mac1, mac2 } = initiationField;
    const order = [[0, 8], ephemeral, encryptedStatic, encryptedTimestamp, mac1, mac2, [148, 148]] as const;
    for (const [n, [, to]] of order.slice(0, -1).entries()) expect(order[n + 1]?.[0]).toBe(to);
    expect(fieldOf(datagram(INITIATION, 148), mac2)).toHaveLength(16);
  });
});

describe('encoding', () => {
  it('lays out a response that reads back, with its MACs still zero', () => {
    const ephemeral = new Uint8Array(32).fill(3);
    const encryptedNothing = new Uint8Array(16).fill(4);
    const bytes = encodeResponse({ sender: 0xfffffffe, receiver: 5, ephemeral, encryptedNothing });
    expect(messageType(bytes)).toBe(RESPONSE);
    expect([senderIndex(bytes), receiverIndex(bytes)]).toEqual([0xfffffffe, 5]);
    expect(bytes.subarray(12, 44)).toEqual(ephemeral);
    expect(bytes.subarray(44, 60)).toEqual(encryptedNothing);
    expect(bytes.subarray(60)).toEqual(new Uint8Array(32));
  });

  it('lays out a cookie reply that reads back', () => {
    const nonce = new Uint8Array(24).fill(3);
    const encryptedCookie = new Uint8Array(32).fill(4);
    const bytes = encodeCookieReply({ receiver: 0xfffffffe, nonce, encryptedCookie });
    expect(messageType(bytes)).toBe(COOKIE_REPLY);
    expect(receiverIndex(bytes)).toBe(0xfffffffe);
    expect(bytes.subarray(8, 32)).toEqual(nonce);
    expect(bytes.subarray(32)).toEqual(encryptedCookie);
  });
});

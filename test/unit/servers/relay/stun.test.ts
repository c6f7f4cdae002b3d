import { describe, expect, it } from 'vitest';
import {
  BINDING_ERROR,
  BINDING_REQUEST,
  BINDING_SUCCESS,
  decodeStun,
  encodeStun,
  stunAttribute,
} from '../../../../shared/stun/message.ts';
import { decodeXorAddress } from '../../../../shared/stun/xor-address.ts';
import { createBench, source } from './relay-bench.ts';

const transactionId = new Uint8Array(12).fill(9);
const anybody = source('198.51.100.9', 4009);
const CHANGE_REQUEST = 3;

function request(attributes: readonly { type: number; value: Uint8Array }[] = [], type = BINDING_REQUEST) {
  return encodeStun({ type, transactionId, attributes });
}

const padding = (bytes: number) => ({ type: stunAttribute.padding, value: new Uint8Array(bytes) });

describe('the relay as a STUN server', () => {
  it.each([
    ['IPv4', anybody],
    ['IPv6', source('2001:db8::9', 4009)],
  ])('tells anybody the %s address and port that it sees', (_family, from) => {
    const out = createBench().receive(request([padding(24)]), from);
    const answer = decodeStun(out?.datagram ?? new Uint8Array());
    expect(out?.to).toEqual(from);
    expect([answer?.type, answer?.attributes[0]?.type]).toEqual([
      BINDING_SUCCESS,
      stunAttribute.xorMappedAddress,
    ]);
    expect(decodeXorAddress(answer?.attributes[0]?.value ?? new Uint8Array(), transactionId)).toEqual({
      address: from.address,
      port: from.port,
    });
  });

  it('answers only so many requests a second with more bytes than came, and padded ones always', () => {
    const bench = createBench({ bareStunPerSecond: 2 });
    const answered = (datagram: Uint8Array) => bench.receive(datagram, anybody) !== null;
    expect([1, 2, 3].map(() => answered(request()))).toEqual([true, true, false]);
    expect(answered(request([padding(8)]))).toBe(true);
    bench.nowMs += 1000;
    expect(answered(request())).toBe(true);
    expect(bench.core.stats()).toMatchObject({ bindings: 4, drops: { 'rate-limited': 1 } });
  });

  it('refuses what it cannot do, and names it', () => {
    const change = { type: CHANGE_REQUEST, value: Uint8Array.of(0, 0, 0, 6) };
    const out = createBench().receive(request([change]), anybody);
    const answer = decodeStun(out?.datagram ?? new Uint8Array());
    expect(answer).toEqual({
      type: BINDING_ERROR,
      transactionId,
      attributes: [
        { type: stunAttribute.errorCode, value: Uint8Array.of(0, 0, 4, 20) },
        { type: stunAttribute.unknownAttributes, value: Uint8Array.of(0, CHANGE_REQUEST) },
      ],
    });
  });

  it('is silent to answers, indications and other methods, so that two servers never talk without end', () => {
    const bench = createBench();
    for (const type of [BINDING_SUCCESS, BINDING_ERROR, 0x0011, 0x0003]) {
      expect(bench.receive(request([padding(24)], type), anybody)).toBeNull();
    }
  });
});

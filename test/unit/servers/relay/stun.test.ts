import { describe, expect, it } from 'vitest';
import { StunSite } from '../../../../main/servers/relay/stun-site.ts';
import type { Endpoint } from '../../../../shared/address.ts';
import { decodeAddress } from '../../../../shared/stun/mapped-address.ts';
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

function request(attributes: readonly { type: number; value: Uint8Array }[] = [], type = BINDING_REQUEST) {
  return encodeStun({ type, transactionId, attributes });
}

const change = (flags: number) => ({
  type: stunAttribute.changeRequest,
  value: Uint8Array.of(0, 0, 0, flags),
});
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
    const out = createBench().receive(request([change(6)]), anybody);
    const answer = decodeStun(out?.datagram ?? new Uint8Array());
    expect(answer).toEqual({
      type: BINDING_ERROR,
      transactionId,
      attributes: [
        { type: stunAttribute.errorCode, value: Uint8Array.of(0, 0, 4, 20) },
        { type: stunAttribute.unknownAttributes, value: Uint8Array.of(0, stunAttribute.changeRequest) },
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

describe('a relay with two addresses and two ports', () => {
  const [a1, a2] = ['203.0.113.10', '203.0.113.11'];
  const [p1, p2] = [3478, 3479];
  const site = new StunSite([
    [
      { socket: 0, endpoint: { address: a1, port: p1 } },
      { socket: 2, endpoint: { address: a1, port: p2 } },
      { socket: 3, endpoint: { address: a2, port: p1 } },
      { socket: 1, endpoint: { address: a2, port: p2 } },
    ],
  ]);
  const roomy = padding(60);

  function endpointIn(datagram: Uint8Array | undefined, type: number): Endpoint | null {
    const attributes = decodeStun(datagram ?? new Uint8Array())?.attributes ?? [];
    return decodeAddress(attributes.find((attribute) => attribute.type === type)?.value ?? new Uint8Array());
  }

  it.each([
    [0, `${a2} ${p2}`],
    [1, `${a1} ${p1}`],
    [2, `${a2} ${p1}`],
    [3, `${a1} ${p2}`],
  ])('names, at socket %i, the one that differs in both', (socket, other) => {
    const out = createBench({}, site).core.receiveStun(request([roomy]), { ...anybody, socket }, 0);
    const named = endpointIn(out?.datagram, stunAttribute.otherAddress);
    expect([out?.to.socket, `${named?.address} ${named?.port}`]).toEqual([socket, other]);
  });

  it.each([
    ['nothing', 0, 0, { address: a1, port: p1 }],
    ['another port', 2, 2, { address: a1, port: p2 }],
    ['another address', 4, 3, { address: a2, port: p1 }],
    ['another address and port', 6, 1, { address: a2, port: p2 }],
  ])('changes %s when asked to, and says from where it answers', (_what, flags, socket, origin) => {
    const out = createBench({}, site).receive(request([change(flags), roomy]), anybody);
    expect(out?.to).toEqual({ ...anybody, socket });
    expect(endpointIn(out?.datagram, stunAttribute.responseOrigin)).toEqual(origin);
    expect(decodeXorAddress(mappedIn(out?.datagram), transactionId)).toEqual({
      address: anybody.address,
      port: anybody.port,
    });
  });

  it('says less to a request that is shorter than the whole answer, once too many of those came', () => {
    const bench = createBench({ bareStunPerSecond: 1 }, site);
    const lengths = [request([padding(8)]), request([padding(8)]), request(), request([padding(32)])].map(
      (datagram) => bench.receive(datagram, anybody)?.datagram.length ?? 0,
    );
    expect(lengths).toEqual([56, 32, 0, 56]);
  });

  it('is silent to a change that cannot be read, and refuses one at a socket that has no others', () => {
    const bench = createBench({}, site);
    const broken = { type: stunAttribute.changeRequest, value: new Uint8Array(8) };
    expect(bench.receive(request([broken, roomy]), anybody)).toBeNull();
    const alone = bench.receive(request([change(6), roomy]), { ...anybody, socket: 7 });
    expect(decodeStun(alone?.datagram ?? new Uint8Array())?.type).toBe(BINDING_ERROR);
  });

  it('sends nobody to another port than the one that asked', () => {
    const responsePort = { type: 0x0027, value: Uint8Array.of(0, 53, 0, 0) };
    const out = createBench({}, site).receive(request([responsePort, roomy]), anybody);
    expect(out?.to).toEqual(anybody);
    expect(decodeStun(out?.datagram ?? new Uint8Array())?.type).toBe(BINDING_ERROR);
  });
});

function mappedIn(datagram: Uint8Array | undefined): Uint8Array {
  const attributes = decodeStun(datagram ?? new Uint8Array())?.attributes ?? [];
  return attributes.find(({ type }) => type === stunAttribute.xorMappedAddress)?.value ?? new Uint8Array();
}

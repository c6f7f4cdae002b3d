import { expect, test } from 'vitest';
import { internetChecksum } from '../../../../../main/engine/probing/icmp/checksum.ts';
import {
  decodeMessage,
  decodeRequest,
  describeTrouble,
  encodeRequest,
  stripIpv4Header,
} from '../../../../../main/engine/probing/icmp/icmp-message.ts';

const payload = Uint8Array.from({ length: 9 }, (_, index) => index);
const request = { identifier: 0xbeef, sequence: 0xffff, payload };
const ipv4Header = Buffer.from('4500003c1c4640003f06b1e6c0a80068c0a80001', 'hex');

test('the checksum is that of RFC 1071, of a known IPv4 header, and of an odd number of bytes', () => {
  // RFC 1071 §3: the sum of these is ddf2.
  expect(internetChecksum(Buffer.from('0001f203f4f5f6f7', 'hex'))).toBe(~0xddf2 & 0xffff);
  expect(internetChecksum(Buffer.from('4500003c1c4640004006b1e6ac100a63ac100a0c', 'hex'))).toBe(0);
  expect(internetChecksum(Buffer.from('010203', 'hex'))).toBe(~(0x0102 + 0x0300) & 0xffff);
  expect(internetChecksum(new Uint8Array())).toBe(0xffff);
});

test('a request of odd length has a checksum that its receiver finds right', () => {
  const bytes = encodeRequest(4, request);
  expect(bytes.length).toBe(17);
  expect(internetChecksum(bytes)).toBe(0);
  expect(decodeRequest(4, bytes)).toEqual({ ...request, payload: Buffer.from(payload) });
});

test('for IPv6 the checksum is left to the kernel', () => {
  expect(encodeRequest(6, request).readUInt16BE(2)).toBe(0);
  expect(encodeRequest(6, request)[0]).toBe(128);
});

test('a reply is decoded, a request and other types are not taken for one', () => {
  const bytes = encodeRequest(4, request);
  expect(decodeMessage(4, bytes)).toBeNull();
  bytes[0] = 0;
  expect(decodeMessage(4, bytes)).toMatchObject({ kind: 'reply', echo: { sequence: 0xffff } });
  bytes[0] = 13;
  expect(decodeMessage(4, bytes)).toBeNull();
});

test('a complaint tells what it is about, also when it quotes no more than 8 bytes', () => {
  const quoted = Buffer.concat([ipv4Header, encodeRequest(4, request).subarray(0, 8)]);
  quoted[9] = 1;
  const bytes = Buffer.concat([Buffer.from([3, 13, 0, 0, 0, 0, 0, 0]), quoted]);
  expect(decodeMessage(4, bytes)).toMatchObject({
    kind: 'trouble',
    trouble: { what: 'unreachable', code: 13, mtu: null },
    quoted: { to: '192.168.0.1', identifier: 0xbeef, sequence: 0xffff },
  });
});

test('a complaint about another protocol is not about a probe', () => {
  const quoted = Buffer.concat([ipv4Header, encodeRequest(4, request)]);
  expect(decodeMessage(4, Buffer.concat([Buffer.from([3, 1, 0, 0, 0, 0, 0, 0]), quoted]))).toBeNull();
});

test('too big carries the MTU of the next hop, in both families', () => {
  expect(describeTrouble(4, 3, 4, 1300)).toEqual({ what: 'too-big', code: 4, mtu: 1300 });
  expect(describeTrouble(4, 3, 4, 0)).toEqual({ what: 'too-big', code: 4, mtu: null });
  expect(describeTrouble(6, 2, 0, 1280)).toEqual({ what: 'too-big', code: 0, mtu: 1280 });
  expect(describeTrouble(6, 3, 0, 0)).toEqual({ what: 'time-exceeded', code: 0, mtu: null });
  expect(describeTrouble(6, 200, 0, 0)).toBeNull();
});

test('hostile bytes of any length give null or a message, never an exception', () => {
  for (let length = 0; length < 64; length++) {
    for (const type of [0, 1, 3, 11, 129, 255]) {
      const bytes = Buffer.alloc(length, 0x4f);
      if (length > 0) bytes[0] = type;
      for (const family of [4, 6] as const) expect(() => decodeMessage(family, bytes)).not.toThrow();
    }
  }
  expect(stripIpv4Header(Buffer.from('4f00', 'hex'))).toBeNull();
  expect(stripIpv4Header(Buffer.alloc(40))).toBeNull();
});

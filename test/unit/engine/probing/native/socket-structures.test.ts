import { expect, test } from 'vitest';
import { readControlData } from '../../../../../main/engine/probing/native/control-data.ts';
import {
  decodeSocketAddress,
  encodeSocketAddress,
} from '../../../../../main/engine/probing/native/socket-address.ts';
import { type SocketLayout, socketLayout } from '../../../../../main/engine/probing/native/socket-layout.ts';

function layoutOf(platform: NodeJS.Platform): SocketLayout {
  const layout = socketLayout(platform);
  if (layout === null) throw new Error(`no layout for ${platform}`);
  return layout;
}
const linux = layoutOf('linux');
const macos = layoutOf('darwin');

/** As recorded from a Linux kernel: a stamp, a TTL and "time exceeded" from 10.9.1.1. */
const RECORDED = [
  ['20000000000000000100000023000000', '5955016b00000000c932233300000000'],
  ['14000000000000000000000002000000', '4000000000000000'],
  [
    '30000000000000000000000' + '00b000000',
    '71000000020b00000000000000000000020000000a0901010000000000000000',
  ],
].flat();

test('control messages of Linux give time, TTL and who complained', () => {
  expect(readControlData(Buffer.from(RECORDED.join(''), 'hex'), 4, linux)).toEqual({
    stampMs: 0x6b015559 * 1000 + 0x332332c9 / 1e6,
    ttl: 64,
    error: { errno: 113, origin: 'icmp', type: 11, code: 0, info: 0, from: '10.9.1.1' },
  });
});

test('control messages of macOS are read by their own layout', () => {
  const stamp = Buffer.alloc(28);
  stamp.writeUInt32LE(28, 0);
  stamp.writeInt32LE(0xffff, 4);
  stamp.writeInt32LE(0x02, 8);
  stamp.writeBigInt64LE(1_700_000_000n, 12);
  stamp.writeInt32LE(250_000, 20);
  expect(readControlData(stamp, 4, macos).stampMs).toBe(1_700_000_000_250);
});

test('control messages that lie about their length end the reading', () => {
  for (const length of [0n, 7n, 1_000n, 2n ** 40n]) {
    const bytes = Buffer.alloc(32);
    bytes.writeBigUInt64LE(length);
    expect(readControlData(bytes, 4, linux)).toEqual({ stampMs: null, ttl: null, error: null });
  }
});

test.each([linux, macos])('addresses of both families survive the way through a structure', (layout) => {
  for (const address of ['192.0.2.7', '2001:db8::1', '::1']) {
    const bytes = encodeSocketAddress(address, layout);
    expect(decodeSocketAddress(bytes ?? Buffer.alloc(0), layout)).toEqual({ address, port: 0 });
  }
});

test('a zone goes along by its number, and names are no addresses', () => {
  expect(encodeSocketAddress('fe80::1%7', linux)?.readUInt32LE(24)).toBe(7);
  expect(encodeSocketAddress('example.org', linux)).toBeNull();
  expect(decodeSocketAddress(Buffer.from([1, 0, 0, 0]), linux)).toBeNull();
});

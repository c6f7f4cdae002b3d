import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decodeTraffic,
  encodeTraffic,
  purposes,
  refusalReasons,
  type TrafficPacket,
} from '../../../../main/engine/link-test/traffic-packet.ts';

const u32 = fc.nat(0xffffffff);
const u64 = fc.bigInt({ min: 0n, max: 0xffff_ffff_ffff_ffffn });
const figure = fc.double({ min: 0, max: 1e15, noNaN: true });
const head = { run: u32, seq: u32, token: u64 };
const sizeBytes = (least: number) => fc.integer({ min: least, max: 2048 });
const anyPacket: fc.Arbitrary<TrafficPacket> = fc.oneof(
  fc.record({
    kind: fc.constant('ask' as const),
    ...head,
    purpose: fc.constantFrom(...purposes),
    bytesPerSecond: u32,
    durationMs: u32,
  }),
  fc.record({
    kind: fc.constant('grant' as const),
    ...head,
    granted: u64,
    bytesPerSecond: u32,
    durationMs: u32,
  }),
  fc.record({
    kind: fc.constant('refusal' as const),
    ...head,
    reason: fc.constantFrom(...refusalReasons),
    retryAfterMs: u32,
  }),
  fc.record({ kind: fc.constant('start' as const), ...head, bytesPerSecond: u32, burstPackets: u32 }),
  fc.record({
    kind: fc.constantFrom('up' as const, 'down' as const),
    ...head,
    burst: u32,
    sizeBytes: sizeBytes(28),
  }),
  fc.record({ kind: fc.constantFrom('poll' as const, 'stop' as const), ...head }),
  fc.record({
    kind: fc.constant('report' as const),
    ...head,
    packets: u32,
    sent: u32,
    bytes: figure,
    rate: figure,
    atMs: figure,
  }),
  fc.record({ kind: fc.constant('echo' as const), ...head, sentAtMs: figure, sizeBytes: sizeBytes(32) }),
  fc.record({ kind: fc.constant('reply' as const), ...head, sentAtMs: figure, sizeBytes: fc.constant(32) }),
);

describe('a packet of test traffic', () => {
  it('comes out as it went in', () => {
    fc.assert(
      fc.property(anyPacket, (packet) => {
        const bytes = encodeTraffic(packet);
        expect(decodeTraffic(bytes)).toEqual(packet);
        expect(decodeTraffic(Uint8Array.from([9, ...bytes]).subarray(1))).toEqual(packet);
      }),
    );
  });

  it('is marked with its magic', () => {
    const bytes = encodeTraffic({ kind: 'poll', run: 1, seq: 2, token: 3n });
    expect(Buffer.from(bytes).toString('hex')).toBe('4c5254310700000000000001000000020000000000000003');
  });

  it('is nothing when a byte is missing, and no other program’s packet', () => {
    fc.assert(
      fc.property(anyPacket, (packet) => {
        const bytes = encodeTraffic(packet);
        const shorter = decodeTraffic(bytes.subarray(0, -1));
        // Filler may end anywhere.
        expect(shorter === null || 'sizeBytes' in shorter).toBe(true);
        const foreign = Uint8Array.from(bytes);
        foreign[3] = 0;
        expect(decodeTraffic(foreign)).toBeNull();
      }),
    );
  });

  it('survives any bytes', () => {
    const marked = fc
      .uint8Array({ maxLength: 100 })
      .map((bytes) => Uint8Array.from([0x4c, 0x52, 0x54, 0x31, ...bytes]));
    fc.assert(
      fc.property(marked, (bytes) => {
        const packet = decodeTraffic(bytes);
        if (packet?.kind === 'report') expect(packet.bytes).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 2000 },
    );
  });

  it('is cut to what fits when a number is too large', () => {
    const bytes = encodeTraffic({
      kind: 'start',
      run: 1,
      seq: 0,
      token: 0n,
      bytesPerSecond: 1e12,
      burstPackets: 3,
    });
    expect(decodeTraffic(bytes)).toMatchObject({ bytesPerSecond: 0xffffffff, burstPackets: 3 });
  });
});

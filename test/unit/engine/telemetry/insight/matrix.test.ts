import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LatencyMatrix } from '../../../../../main/engine/telemetry/insight/latency-matrix.ts';
import {
  decodeRow,
  encodeRow,
  type MatrixRow,
} from '../../../../../main/engine/telemetry/insight/matrix-packet.ts';
import { formatIpv4, parseIpv4 } from '../../../../../shared/address.ts';

const address = (host: number): number => (parseIpv4('10.66.0.0') ?? 0) + host;
const entry = (host: number) => ({
  address: address(host),
  latencyMs: 12.3,
  peakMs: 20,
  lossRatio: 0.05,
  path: 'punched' as const,
});
const ada = { id: 'ada', address: '10.66.0.1' };
const zoe = { id: 'zoe', address: '10.66.0.2' };
const eve = { id: 'eve', address: '10.66.0.3' };
const row = (seq: number, ...hosts: number[]): Uint8Array =>
  encodeRow({ session: 9, seq, entries: hosts.map(entry) });

function matrixOfAda(): LatencyMatrix {
  const matrix = new LatencyMatrix(1);
  matrix.setMembers(ada, [zoe, eve]);
  return matrix;
}

const anyRow: fc.Arbitrary<MatrixRow> = fc.record({
  session: fc.nat(0xffffffff),
  seq: fc.nat(0xffffffff),
  entries: fc.uniqueArray(
    fc.record({
      address: fc.nat(0xffffffff),
      latencyMs: fc.option(fc.nat(65_534).map((tenths) => tenths / 10)),
      peakMs: fc.option(fc.nat(65_534).map((tenths) => tenths / 10)),
      lossRatio: fc.option(fc.nat(200).map((steps) => steps / 200)),
      path: fc.constantFrom(null, 'lan', 'ipv6', 'mapped', 'punched', 'direct', 'relay', 'tcp'),
    }),
    { maxLength: 63, selector: (one) => one.address },
  ),
});

describe('a row on the wire', () => {
  it('comes out as it went in', () => {
    fc.assert(
      fc.property(anyRow, (any) => {
        expect(decodeRow(encodeRow(any))).toEqual(any);
      }),
    );
  });

  it('has the documented bytes', () => {
    const bytes = encodeRow({ session: 0x01020304, seq: 5, entries: [{ ...entry(2), path: 'relay' }] });
    expect(Buffer.from(bytes).toString('hex')).toBe(
      '4c524d31010000000102030400000005' + '0a420002007b00c80a06',
    );
  });

  it('is nothing when bytes are missing, too many, or impossible', () => {
    const good = row(1, 2, 3);
    expect(decodeRow(good.subarray(0, -1))).toBeNull();
    expect(decodeRow(new Uint8Array([...good, 0]))).toBeNull();
    for (const [offset, value] of [
      [0, 0],
      [4, 3],
      [4, 64],
      [24, 201],
      [25, 8],
    ] as const) {
      const bad = Uint8Array.from(good);
      bad[offset] = value;
      expect(decodeRow(bad), `byte ${offset}`).toBeNull();
    }
    expect(decodeRow(row(1, 2, 2))).toBeNull();
  });

  it('survives any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => {
        const decoded = decodeRow(bytes);
        expect(decoded === null || decoded.entries.length <= 63).toBe(true);
      }),
    );
  });
});

describe('the latency matrix', () => {
  it('joins the own row with those that members tell', () => {
    const [mine, theirs] = [matrixOfAda(), new LatencyMatrix(2)];
    theirs.setMembers(zoe, [ada, eve]);
    theirs.setOwn([
      { to: 'ada', latencyMs: 21, lossRatio: 0, path: 'lan' },
      { to: 'eve', latencyMs: null, lossRatio: 1, path: 'relay' },
    ]);
    mine.setOwn([{ to: 'zoe', latencyMs: 20, lossRatio: 0, path: 'lan' }]);
    expect(mine.take(zoe.address, theirs.encodeOwn(new Map()), 0)).not.toBeNull();
    expect(mine.pairs(0)).toEqual([
      { from: 'ada', to: 'zoe', latencyMs: 20, lossRatio: 0, path: 'lan' },
      { from: 'zoe', to: 'ada', latencyMs: 21, lossRatio: 0, path: 'lan' },
      { from: 'zoe', to: 'eve', latencyMs: null, lossRatio: 1, path: 'relay' },
    ]);
  });

  it('believes nobody but members, and none of them about strangers or itself', () => {
    const matrix = matrixOfAda();
    expect(matrix.take('10.66.0.9', row(1, 2), 0)).toBeNull();
    expect(matrix.take('203.0.113.7', row(1, 2), 0)).toBeNull();
    expect(matrix.take(ada.address, row(1, 2), 0)).toBeNull();
    expect(matrix.take(zoe.address, row(1, 2, 9, 3), 0)).not.toBeNull();
    expect(matrix.pairs(0).map(({ from, to }) => `${from} ${to}`)).toEqual(['zoe eve']);
  });

  it('hands on by how much the others lag above their usual', () => {
    const entries = [
      { ...entry(3), peakMs: 112.3 },
      { ...entry(1), peakMs: null },
    ];
    expect(matrixOfAda().take(zoe.address, encodeRow({ session: 9, seq: 1, entries }), 0)).toEqual([
      { peer: 'eve', excessMs: 100 },
    ]);
    const lost = encodeRow({ session: 9, seq: 1, entries: [{ ...entry(3), peakMs: null }] });
    expect(matrixOfAda().take(zoe.address, lost, 0)).toEqual([{ peer: 'eve', excessMs: null }]);
  });

  it('looks at one row a second of each member', () => {
    const matrix = matrixOfAda();
    expect(matrix.take(zoe.address, row(1, 3), 0)).not.toBeNull();
    expect(matrix.take(zoe.address, row(2, 3), 900)).toBeNull();
    expect(matrix.take(eve.address, row(1, 2), 900)).not.toBeNull();
    expect(matrix.take(zoe.address, row(3, 3), 1000)).not.toBeNull();
  });

  it('drops a row that was overtaken, and takes one of a new start', () => {
    const matrix = matrixOfAda();
    expect(matrix.take(zoe.address, row(7, 3), 0)).not.toBeNull();
    expect(matrix.take(zoe.address, row(6, 3), 5000)).toBeNull();
    const restarted = encodeRow({ session: 10, seq: 1, entries: [entry(3)] });
    expect(matrix.take(zoe.address, restarted, 10_000)).not.toBeNull();
  });

  it('forgets what nobody has told for 20 s, and at once what those who left told', () => {
    const matrix = matrixOfAda();
    matrix.take(zoe.address, row(1, 3), 0);
    expect(matrix.pairs(20_000)).toHaveLength(1);
    expect(matrix.pairs(20_001)).toHaveLength(0);
    matrix.take(zoe.address, row(2, 3), 21_000);
    matrix.setMembers(ada, [eve]);
    expect(matrix.pairs(21_000)).toHaveLength(0);
  });

  it('tells a whole party of 64 in one datagram that fits the smallest tunnel', () => {
    const members = Array.from({ length: 63 }, (_, i) => ({
      id: `m${i}`,
      address: formatIpv4(address(i + 2)),
    }));
    const matrix = new LatencyMatrix(1);
    matrix.setMembers(ada, members);
    matrix.setOwn(members.map(({ id }) => ({ to: id, latencyMs: 9, lossRatio: 0, path: 'lan' as const })));
    const bytes = matrix.encodeOwn(new Map());
    expect(bytes.length).toBe(646);
    expect(decodeRow(bytes)?.entries).toHaveLength(63);
  });
});

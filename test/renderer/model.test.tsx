import { describe, expect, it } from 'vitest';
import { FLOOR, nextCeiling } from '../../renderer/model/ceiling.ts';
import {
  formatAge,
  formatBytes,
  formatMs,
  formatNames,
  formatRange,
  formatRatio,
} from '../../renderer/model/format.ts';
import { formatAgo } from '../../renderer/model/format-ago.ts';
import { judgeInvite } from '../../renderer/model/invite-draft.ts';
import { sortedPeers } from '../../renderer/model/roster.ts';
import { toCsv, toSeconds } from '../../renderer/model/seconds.ts';
import { sparkPath } from '../../renderer/model/spark-path.ts';
import { sparkTop } from '../../renderer/model/spark-top.ts';
import { createSamples } from '../../renderer/stores/samples.ts';
import { CODE, partyOf, peerIn } from '../mocks/scenarios.ts';

describe('figures', () => {
  it.each([
    [0.04, '0.04 ms'],
    [0.44, '0.4 ms'],
    [9.94, '9.9 ms'],
    [9.95, '10 ms'],
    [212.6, '213 ms'],
  ])('%d ms reads %s', (ms, text) => expect(formatMs(ms)).toBe(text.replace(' ', '\u00a0')));

  it.each([
    [0, '0 %'],
    [0.0001, '0.1 %'],
    [0.042, '4.2 %'],
    [0.42, '42 %'],
    [1, '100 %'],
  ])('a share of %d reads %s', (ratio, text) => expect(formatRatio(ratio)).toBe(text.replace(' ', '\u00a0')));

  it.each([
    [59_999, '59 s'],
    [60_000, '1 min'],
    [7_200_000, '2 h'],
    [200_000_000, '2 d'],
  ])('an age of %d ms reads %s', (ms, text) => expect(formatAge(ms)).toBe(text.replace(' ', '\u00a0')));

  it.each([
    [-85, '85 s'],
    [-120, '2 min'],
    [-160, '2 min 40 s'],
    [-4330, '1 h 12 min'],
  ])('a point of the chart at %d s is %s ago', (ago, text) =>
    expect(formatAgo(ago).replaceAll('\u00a0', ' ')).toBe(text),
  );

  it('says a range, and one figure where both its ends read the same', () => {
    expect(formatRange(17, 23).replaceAll('\u00a0', ' ')).toBe('17 ms to 23 ms');
    expect(formatRange(204.8, 205.1).replaceAll('\u00a0', ' ')).toBe('205 ms');
  });

  it.each([
    [999, '999 B'],
    [18_400_000, '18.4 MB'],
    [2e18, '2000000 TB'],
  ])('%d bytes read %s', (bytes, text) => expect(formatBytes(bytes)).toBe(text.replace(' ', '\u00a0')));

  it('keeps a list of names on one line', () => {
    expect(formatNames(['A'])).toBe('A');
    expect(formatNames(['A', 'B', 'C', 'D'])).toBe('A, B, C, and D');
    expect(formatNames(['A', 'B', 'C', 'D', 'E'])).toBe('A, B, C, and 2 others');
  });
});

describe('an invite in the join field', () => {
  it('is not blamed while it is merely short', () => {
    expect(judgeInvite('')).toEqual({ kind: 'empty' });
    expect(judgeInvite('jx8k-y9')).toEqual({ kind: 'typing', count: 6, of: 16 });
  });

  it('is fine as a code or as a link within a longer text', () => {
    expect(judgeInvite(CODE.toLowerCase()).kind).toBe('fine');
    expect(judgeInvite(`come play: lanrage://join/10.0.0.1:8667#${CODE} !`).kind).toBe('fine');
  });

  it.each([
    ['AAAA-BBBB-CCCC-DDDD', 'party.code-mistyped'],
    ['https://example.org/x', 'party.invite-foreign'],
    ['JX8K-U', 'party.code-malformed'],
    ['hello there!', 'party.code-malformed'],
    [`${CODE}0`, 'party.code-malformed'],
  ])('is wrong at once when it cannot become one: %s', (text, code) => {
    expect(judgeInvite(text)).toMatchObject({ kind: 'wrong', fault: { code } });
  });
});

describe('a roster', () => {
  const party = partyOf([
    peerIn('away', 2, 'Lee'),
    peerIn('direct', 10, 'Ten', 20),
    peerIn('relayed', 9, 'Nine', 70),
  ]);

  it('keeps the order of addresses, with who is away at the end', () => {
    expect(sortedPeers(party).map(({ name }) => name)).toEqual(['Nine', 'Ten', 'Lee']);
  });
});

describe('the seconds of the chart', () => {
  const at = 1_000_000;

  it('leaves a gap where nothing came back and where nothing was sent', () => {
    const points = [
      { at: at - 4000, rttMs: 10 },
      { at: at - 1000, rttMs: null },
      { at, rttMs: 20 },
    ];
    expect(toSeconds(points, 5)).toMatchObject([
      { ago: -4, rttMs: 10, lossRatio: 0 },
      { ago: -3, rttMs: null, lossRatio: null },
      { ago: -2, rttMs: null, lossRatio: null },
      { ago: -1, rttMs: null, lossRatio: 1 },
      { ago: 0, rttMs: 20, lossRatio: 0 },
    ]);
  });

  it('bridges a single second that happened to have no echo', () => {
    const points = [
      { at: at - 2000, rttMs: 10 },
      { at, rttMs: 20 },
    ];
    expect(toSeconds(points, 3)[1]).toMatchObject({ ago: -1, rttMs: 15, lossRatio: null });
  });

  it('takes the median, the range and the share lost where a second has several echoes', () => {
    const [second] = toSeconds(
      [1, 9, 2, null].map((rttMs, i) => ({ at: at + i, rttMs })),
      1,
    );
    expect(second).toEqual({ ago: 0, rttMs: 2, lowMs: 1, highMs: 9, sent: 4, lost: 1, lossRatio: 0.25 });
  });

  it('drops what is older than the window', () => {
    expect(
      toSeconds(
        [
          { at: at - 9000, rttMs: 1 },
          { at, rttMs: 2 },
        ],
        3,
      ).filter(({ rttMs }) => rttMs === 1),
    ).toEqual([]);
  });

  it('copies as CSV what was measured', () => {
    const seconds = toSeconds(
      [
        { at: at - 2000, rttMs: 10.5 },
        { at, rttMs: null },
      ],
      4,
    );
    expect(toCsv(seconds, 'a,b,c,d,e,f')).toBe('a,b,c,d,e,f\n2,10.5,10.5,10.5,1,0\n0,,,,1,1\n');
  });

  it('draws a line that breaks at a gap, and a lone second as a dot', () => {
    const seconds = toSeconds(
      [
        { at: at - 4000, rttMs: 10 },
        { at: at - 3000, rttMs: 10 },
        { at, rttMs: 10 },
      ],
      5,
    );
    expect(sparkPath(seconds, 34, 24)).toMatch(/^M\S+ \S+L\S+ \S+M\S+ [\d.]+h0$/);
  });

  it('shares one scale, so that a slower link runs higher', () => {
    const at = 1_000_000;
    const points = new Map([
      ['near', [{ at, rttMs: 48 }]],
      // What is older than the line shows does not count.
      [
        'far',
        [
          { at: at - 90_000, rttMs: 900 },
          { at, rttMs: 213 },
        ],
      ],
    ]);
    const topMs = sparkTop(points);
    expect(topMs).toBe(300);
    const heightOf = (rttMs: number) =>
      Number(/ ([\d.]+)h0$/.exec(sparkPath([{ rttMs }], 80, 24, topMs))?.[1]);
    expect(heightOf(213)).toBeLessThan(heightOf(48));
    expect(sparkTop(new Map())).toBe(50);
  });
});

describe('the top of the axis', () => {
  it('grows at once and shrinks after ten seconds', () => {
    const grown = nextCeiling(FLOOR, 180, 0);
    expect(grown.ms).toBe(200);
    const waiting = nextCeiling(grown, 20, 1000);
    expect(nextCeiling(waiting, 20, 10_999).ms).toBe(200);
    expect(nextCeiling(waiting, 20, 11_000).ms).toBe(50);
  });

  it('starts waiting again when the high value comes back', () => {
    const waiting = nextCeiling(nextCeiling(FLOOR, 180, 0), 20, 1000);
    const back = nextCeiling(waiting, 180, 5000);
    expect(nextCeiling(nextCeiling(back, 20, 6000), 20, 12_000).ms).toBe(200);
  });

  it('holds any value', () => {
    expect(nextCeiling(FLOOR, 23_000, 0).ms).toBeGreaterThan(23_000);
  });
});

describe('samples', () => {
  it('keeps the newest of each peer', () => {
    const samples = createSamples(3);
    samples.append([1, 2, 3, 4].map((at) => ({ peer: 'a', at, rttMs: at })));
    expect(samples.of('a').map(({ at }) => at)).toEqual([2, 3, 4]);
    expect(samples.of('b')).toEqual([]);
  });

  it('takes none twice, however an event and the history overlap', () => {
    const samples = createSamples(5);
    samples.append([
      { peer: 'a', at: 1, rttMs: 1 },
      { peer: 'a', at: 2, rttMs: 1 },
    ]);
    samples.append([
      { peer: 'a', at: 2, rttMs: 1 },
      { peer: 'a', at: 3, rttMs: null },
    ]);
    expect(samples.of('a').map(({ at }) => at)).toEqual([1, 2, 3]);
  });

  it('puts a loss that was found late in its place', () => {
    const samples = createSamples();
    const sample = (at: number, rttMs: number | null) => ({ peer: 'a', at, rttMs });
    samples.append([sample(1000, 5), sample(3000, 5)]);
    samples.append([sample(2000, null)]);
    expect(samples.of('a').map(({ rttMs }) => rttMs)).toEqual([5, null, 5]);
  });

  it('tells its listeners, and is another value only after something came', () => {
    const samples = createSamples();
    let told = 0;
    const off = samples.subscribe(() => {
      told += 1;
    });
    const before = samples.all();
    expect(samples.all()).toBe(before);
    samples.append([{ peer: 'a', at: 1, rttMs: 1 }]);
    expect(samples.all()).not.toBe(before);
    expect(before.size).toBe(0);
    off();
    samples.append([]);
    expect(told).toBe(1);
  });
});

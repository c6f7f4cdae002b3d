import { describe, expect, it } from 'vitest';
import { randomFrom } from '../../../main/engine/path/mesh/random.ts';
import { Rubbish } from '../../lab/rubbish/rubbish.ts';
import { drawFrom } from '../../lab/soak/draw-faults.ts';
import { judgeGrowth } from '../../lab/soak/resources.ts';

describe('the faults of a soak', () => {
  const draws = (seed: number, count: number): string[] => {
    const draw = drawFrom(['a', 'b', 'c'], randomFrom(seed));
    return Array.from({ length: count }, () => draw.next().value);
  };

  it('all come before any comes again', () => {
    const drawn = draws(1, 30);
    for (let at = 0; at < drawn.length; at += 3) {
      expect(drawn.slice(at, at + 3).sort()).toEqual(['a', 'b', 'c']);
    }
  });

  it('follow from the seed', () => {
    expect(draws(1, 30)).toEqual(draws(1, 30));
    expect(draws(1, 30)).not.toEqual(draws(2, 30));
  });
});

describe('what a process holds', () => {
  const allowance = { rssMiB: 30, handles: 10, logKiB: 100 };
  const judged = (rss: readonly number[]) =>
    judgeGrowth(
      'engine',
      rss.map((rssMiB) => ({ rssMiB, handles: 40, logKiB: null })),
      { minutes: 10, allowance },
    );

  it('may find its size in the first third', () => {
    expect(judged([80, 120, 121, 118, 119, 120, 121, 122, 119]).some(({ grew }) => grew)).toBe(false);
  });

  it('has grown where the last third is above the first one by more than is allowed', () => {
    const [rss, handles] = judged([100, 101, 102, 110, 115, 120, 128, 131, 133]);
    expect(rss).toMatchObject({ quantity: 'rssMiB', first: 102, last: 133, grew: true });
    expect(handles).toMatchObject({ quantity: 'handles', grew: false });
  });

  it('is not asked for a log that it has not', () => {
    expect(judged([1, 1, 1]).map(({ quantity }) => quantity)).toEqual(['rssMiB', 'handles']);
  });
});

describe('rubbish', () => {
  const valid = [new Uint8Array(40).fill(9)];

  it('is the same for the same seed, half of it like what is valid', () => {
    const some = (seed: number) => {
      const rubbish = new Rubbish(randomFrom(seed), valid);
      return Array.from({ length: 400 }, () => rubbish.next());
    };
    expect(some(3)).toEqual(some(3));
    const alike = some(3).filter(
      (bytes) => bytes.length === 40 && bytes.filter((byte) => byte === 9).length > 30,
    );
    expect(alike.length).toBeGreaterThan(100);
    expect(alike.length).toBeLessThan(300);
  });

  it('leaves what is valid as it is', () => {
    const rubbish = new Rubbish(randomFrom(3), valid);
    for (let count = 0; count < 400; count++) rubbish.next();
    expect(valid).toEqual([new Uint8Array(40).fill(9)]);
  });
});

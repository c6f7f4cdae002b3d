import { describe, expect, it } from 'vitest';
import { LossCounter, lossPattern } from '../../../../../main/engine/telemetry/metrics/loss.ts';

function counted(text: string): LossCounter {
  const counter = new LossCounter();
  for (const letter of text) counter.add(letter === 'x');
  return counter;
}

/** Mulberry32: random enough for statistics, the same in each run. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

function burstShare(packets: number, next: (random: () => number) => () => boolean): number {
  const random = randomOf(7);
  const sequences = 2000;
  let bursts = 0;
  for (let i = 0; i < sequences; i++) {
    const counter = new LossCounter();
    const isLost = next(random);
    for (let packet = 0; packet < packets; packet++) counter.add(isLost());
    if (counter.pattern === 'burst') bursts++;
  }
  return bursts / sequences;
}

describe('losses', () => {
  it('are counted with their longest burst', () => {
    const { sent, lost, ratio, longestBurst } = counted('..xxx..x..');
    expect({ sent, lost, ratio, longestBurst }).toEqual({ sent: 10, lost: 4, ratio: 0.4, longestBurst: 3 });
  });

  it('have no ratio when nothing was sent', () => {
    expect(counted('').ratio).toBeNull();
  });

  it('show no pattern while they are fewer than three', () => {
    expect(counted(`${'.'.repeat(50)}xx`).pattern).toBe('none');
  });

  it('are a burst when three of a minute stand together, and random when they stand apart', () => {
    expect(counted(`${'.'.repeat(30)}xxx${'.'.repeat(27)}`).pattern).toBe('burst');
    expect(counted(`${'.'.repeat(20)}x`.repeat(3)).pattern).toBe('random');
  });

  it('have the probability that counting all arrangements gives', () => {
    // 4 of 12 in one run: 9 of C(12,4) = 495 arrangements, 1.8 %; 4 of 16: 13 of 1820, 0.7 %.
    expect(lossPattern(12, 4, 1)).toBe('random');
    expect(lossPattern(16, 4, 1)).toBe('burst');
  });

  it.each([0.02, 0.1, 0.3])(
    'at random with ratio %d are called a burst at most once in a hundred times',
    (ratio) => {
      expect(burstShare(300, (random) => () => random() < ratio)).toBeLessThanOrEqual(0.013);
    },
  );

  it('of a Gilbert channel with bursts of five are recognised', () => {
    const gilbert = (random: () => number) => {
      let isBad = false;
      return () => {
        isBad = isBad ? random() >= 0.2 : random() < 0.02;
        return isBad;
      };
    };
    expect(burstShare(300, gilbert)).toBeGreaterThan(0.9);
  });
});

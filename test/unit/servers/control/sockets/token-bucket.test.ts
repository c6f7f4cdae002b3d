import { describe, expect, it } from 'vitest';
import { TokenBucket } from '../../../../../main/servers/control/sockets/token-bucket.ts';

describe('a token bucket', () => {
  it('lets a burst through and then one for each refill', () => {
    const bucket = new TokenBucket(3, 2, 0);
    expect([bucket.take(0), bucket.take(0), bucket.take(0)]).toEqual([0, 0, 0]);
    expect(bucket.take(0)).toBe(500);
    expect(bucket.take(1_000)).toBe(0);
  });

  it('makes who goes on wait longer, until it is exhausted', () => {
    const bucket = new TokenBucket(2, 1, 0);
    const waits = [1, 2, 3, 4].map(() => bucket.take(0));
    expect(waits).toEqual([0, 0, 1_000, 2_000]);
    expect(bucket.exhausted).toBe(true);
  });

  it('never holds more than its size', () => {
    const bucket = new TokenBucket(2, 1, 0);
    expect(bucket.isFull(1_000_000)).toBe(true);
    bucket.take(1_000_000);
    bucket.take(1_000_000);
    expect(bucket.take(1_000_000)).toBe(1_000);
    expect(bucket.isFull(1_000_500)).toBe(false);
  });
});

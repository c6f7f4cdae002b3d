import { describe, expect, it } from 'vitest';
import { LookPace } from '../../../../../main/engine/path/mesh/look-pace.ts';

describe('WireGuard is asked', () => {
  it('at once, and then with the beat of each second', () => {
    const pace = new LookPace();
    expect(pace.take('none', 0)).toBe(true);
    expect(pace.nextAtMs('none', 5)).toBe(Number.POSITIVE_INFINITY);
    pace.answered(10);
    expect(pace.nextAtMs('none', 10)).toBe(1000);
    expect(pace.take('none', 999)).toBe(false);
    expect(pace.take('none', 1000)).toBe(true);
  });

  it('never twice at a time', () => {
    const pace = new LookPace();
    pace.take('now', 0);
    pace.hurry(5);
    expect(pace.take('now', 5000)).toBe(false);
  });

  it('every 15 ms while a moment counts, however long', () => {
    const pace = new LookPace();
    pace.take('none', 0);
    pace.answered(10);
    expect(pace.nextAtMs('now', 60_000)).toBe(25);
  });

  it('as often for 5 s while somebody waits for a handshake', () => {
    const pace = new LookPace();
    pace.take('none', 0);
    pace.hurry(100);
    pace.answered(200);
    expect(pace.take('soon', 200)).toBe(true);
    pace.answered(210);
    expect(pace.nextAtMs('soon', 5099)).toBe(225);
    expect(pace.nextAtMs('soon', 5100)).toBe(1000);
  });
});

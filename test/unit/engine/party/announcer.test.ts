import { beforeEach, describe, expect, it } from 'vitest';
import { Announcer } from '../../../../main/engine/party/announcer.ts';
import { FakeClock } from '../../../world/fake-clock.ts';

describe('what changed about us', () => {
  let clock: FakeClock;
  let told: number;
  let announcer: Announcer;

  beforeEach(() => {
    clock = new FakeClock();
    told = 0;
    announcer = new Announcer(clock, () => {
      told++;
    });
  });

  it('is told once for all that a moment brings, and again for what comes later', () => {
    announcer.open();
    announcer.changed();
    clock.advance(40);
    announcer.changed();
    clock.advance(20);
    expect(told).toBe(1);
    announcer.changed();
    clock.advance(60);
    expect(told).toBe(2);
  });

  it('waits until we are in the party, and is told then', () => {
    announcer.changed();
    clock.advance(10_000);
    expect(told).toBe(0);
    announcer.open();
    clock.advance(60);
    expect(told).toBe(1);
  });

  it('is no more told once we have left', () => {
    announcer.open();
    announcer.changed();
    announcer.close();
    announcer.changed();
    clock.advance(10_000);
    expect(told).toBe(0);
  });
});

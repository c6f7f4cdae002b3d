import { describe, expect, it } from 'vitest';
import { Liveness } from '../../../../main/engine/path/link/liveness.ts';

/** A session that began at 0, whose echo works. */
function alive() {
  const life = new Liveness(0);
  life.begin(0);
  life.heard(0);
  return life;
}

describe('a path', () => {
  it.each([
    ['once a second', false, 1300, 1900],
    ['five times a second', true, 250, 450],
  ])(
    'with echoes %s is doubted after one that is missing, and dead after the next',
    (_, isGame, suspectMs, deadMs) => {
      const life = alive();
      life.setPace(isGame, 0);
      expect(life.isPathSuspect(suspectMs - 1)).toBe(false);
      expect(life.isPathDoubtful(suspectMs)).toBe(true);
      expect(life.isPathDead(deadMs - 1)).toBe(false);
      expect(life.isPathDead(deadMs)).toBe(true);
      expect(life.isPathDoubtful(deadMs)).toBe(false);
    },
  );

  it('lives for as long as WireGuard receives anything', () => {
    const life = alive();
    for (let ms = 1000; ms <= 60_000; ms += 1000) {
      life.received(ms, ms);
      expect(life.isPathDead(ms)).toBe(false);
    }
    life.received(60_000, 61_000);
    expect(life.isPathDead(62_000)).toBe(true);
  });

  it('is given time to be read where this process stood still', () => {
    const life = alive();
    life.stoodStill(60_000);
    expect(life.isPathDoubtful(60_000)).toBe(true);
    expect(life.isPathDead(60_599)).toBe(false);
    expect(life.isPathDead(60_600)).toBe(true);
  });

  it('starts anew when it is another one', () => {
    const life = alive();
    life.changePath(5000);
    expect(life.isPathSuspect(5100)).toBe(false);
  });
});

describe('a session', () => {
  it('is lost after 15 s, or 30 s where no echo ever came', () => {
    const life = alive();
    expect([14_999, 15_000].map((ms) => life.isLost(ms))).toEqual([false, true]);
    const mute = new Liveness(0);
    mute.begin(0);
    expect([29_999, 30_000].map((ms) => mute.isLost(ms))).toEqual([false, true]);
  });

  it('is called lost after 8 s without an echo, although WireGuard still confirms what comes', () => {
    const life = alive();
    for (let ms = 1000, rxBytes = 0; ms <= 60_000; ms += 1000) {
      if (ms % 10_000 === 0) rxBytes += 32;
      life.received(rxBytes, ms);
      expect(life.seemsLost(ms)).toBe(ms >= 8000);
      expect(life.isLost(ms)).toBe(false);
    }
    life.heard(60_000);
    expect(life.seemsLost(60_001)).toBe(false);
  });

  it('is not called lost while a game’s packets come, nor right after this process stood still', () => {
    const life = alive();
    for (let ms = 1000; ms <= 60_000; ms += 1000) {
      life.received(ms * 5, ms);
      expect(life.seemsLost(ms)).toBe(false);
    }
    life.stoodStill(300_000);
    expect(life.seemsLost(300_100)).toBe(false);
  });

  it('is not called lost before its 30 s where no echo ever came', () => {
    const mute = new Liveness(0);
    mute.begin(0);
    expect([29_999, 30_000].map((ms) => mute.seemsLost(ms))).toEqual([false, true]);
  });

  it('is unsteady while three of the last ten echoes are missing, or none came for 3 s', () => {
    const life = alive();
    for (let i = 0; i < 2; i++) life.echoed(false);
    expect(life.isUnsteady(100)).toBe(false);
    life.echoed(false);
    expect(life.isUnsteady(100)).toBe(true);
    for (let i = 0; i < 8; i++) life.echoed(true);
    expect(life.isUnsteady(100)).toBe(false);
    expect(life.isUnsteady(3000)).toBe(true);
  });

  it('forgets the losses of a silence that is over', () => {
    const life = alive();
    for (let i = 0; i < 5; i++) life.echoed(false);
    life.heard(4000);
    expect(life.isUnsteady(4100)).toBe(false);
  });
});

describe('whether the way is heard of', () => {
  it('is told by the echo where that ever came', () => {
    const life = alive();
    expect([1299, 1300].map((ms) => life.isHeard(ms))).toEqual([true, false]);
  });

  it('is doubted after 3 s where nothing came in the session but its handshake', () => {
    const life = new Liveness(0);
    life.received(92, 0);
    life.begin(0);
    expect([2999, 3000].map((ms) => life.isHeard(ms))).toEqual([true, false]);
  });

  it('is told by WireGuard, which confirms after 10 s, where a firewall drops the echo', () => {
    const life = new Liveness(0);
    life.begin(0);
    life.received(124, 1000);
    expect([12_999, 13_000].map((ms) => life.isHeard(ms))).toEqual([true, false]);
  });
});

it('a member is gone after five minutes of nothing over any session', () => {
  const life = alive();
  life.startOver();
  expect([299_999, 300_000].map((ms) => life.isGone(ms))).toEqual([false, true]);
  life.heard(299_000);
  expect(life.isGone(300_000)).toBe(false);
});

it('names the next time at which any of that changes', () => {
  const life = alive();
  const times = [];
  for (let ms = 0; ms !== Number.POSITIVE_INFINITY; ms = life.nextAtMs(ms)) times.push(ms);
  expect(times).toEqual([0, 1300, 1900, 3000, 8000, 15_000, 300_000]);
});

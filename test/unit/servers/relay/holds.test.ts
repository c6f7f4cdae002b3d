import { describe, expect, it } from 'vitest';
import { initiationTo, message, threeInTwoParties } from './relay-bench.ts';

/** The three, with sessions a–b (100, 200) and c–b (300, 400). */
function connectedThree(limits = {}) {
  const three = threeInTwoParties(limits);
  const { bench, a, b, c, connect } = three;
  connect(a, b, 100, 200);
  connect(c, b, 300, 400);
  const passes = {
    ab: () => bench.receive(message(4, { receiver: 200 }), a.at) !== null,
    ba: () => bench.receive(message(4, { receiver: 100 }), b.at) !== null,
    cb: () => bench.receive(message(4, { receiver: 400 }), c.at) !== null,
  };
  return { ...three, passes };
}

describe('a hold at the relay', () => {
  it('drops what the pair sends, both ways, until it ends, and nothing of others', () => {
    const { bench, a, b, passes, drops } = connectedThree();
    bench.core.hold(a.key, b.key, 150, bench.nowMs);
    bench.nowMs += 149;
    expect([passes.ab(), passes.ba(), passes.cb()]).toEqual([false, false, true]);
    bench.nowMs += 1;
    expect([passes.ab(), passes.ba()]).toEqual([true, true]);
    expect(drops().held).toBe(2);
    expect(bench.core.stats().holds).toBe(1);
  });

  it('drops handshakes of the pair too, and learns nothing from them', () => {
    const { bench, a, b, drops } = connectedThree();
    bench.receive(initiationTo(a, b, 101).datagram, a.at);
    const { routes } = bench.core.stats();
    bench.core.hold(b.key, a.key, 150, bench.nowMs);
    expect(bench.receive(initiationTo(a, b, 102).datagram, a.at)).toBeNull();
    expect(bench.receive(initiationTo(b, a, 201).datagram, b.at)).toBeNull();
    expect(bench.receive(message(2, { sender: 202, receiver: 101 }), b.at)).toBeNull();
    expect(bench.receive(message(3, { receiver: 101 }), b.at)).toBeNull();
    expect(drops().held).toBe(4);
    expect(bench.core.stats().routes).toBe(routes);
  });

  it('leaves both their sessions with the relay itself', () => {
    const { bench, a, b } = connectedThree();
    bench.core.hold(a.key, b.key, 150, bench.nowMs);
    expect(bench.handshake(a)?.to).toEqual(a.at);
    const moved = { ...b.at, port: 5 };
    bench.receive(bench.keepalive(b), moved);
    expect(bench.seen.at(-1)).toMatchObject({ key: b.key, at: '198.51.100.2:5' });
  });

  it('is not cut short by a shorter one', () => {
    const { bench, a, b, passes } = connectedThree();
    bench.core.hold(a.key, b.key, 500, bench.nowMs);
    bench.core.hold(b.key, a.key, 50, bench.nowMs);
    bench.nowMs += 499;
    expect(passes.ab()).toBe(false);
  });

  it('lasts a second at most, whatever is asked', () => {
    const { bench, a, b, passes } = connectedThree();
    bench.core.hold(a.key, b.key, 3_600_000, bench.nowMs);
    bench.nowMs += 1000;
    expect(passes.ab()).toBe(true);
  });

  it('is refused to those who share no party, to unknown keys and to one key alone', () => {
    const { bench, a, b, c } = connectedThree();
    const unknown = Buffer.alloc(32, 5).toString('base64');
    for (const [x, y] of [
      [a.key, c.key],
      [a.key, unknown],
      [unknown, b.key],
      [a.key, a.key],
    ] as const) {
      bench.core.hold(x, y, 500, bench.nowMs);
    }
    expect(bench.core.stats().holds).toBe(0);
  });

  it('is refused while too many pairs are held, and taken once one of them has ended', () => {
    const { bench, a, b, c, passes } = connectedThree({ heldPairs: 1 });
    bench.core.hold(a.key, b.key, 100, bench.nowMs);
    bench.core.hold(c.key, b.key, 500, bench.nowMs);
    expect([passes.cb(), bench.core.stats().holdsRefused]).toEqual([true, 1]);
    bench.nowMs += 100;
    bench.core.hold(c.key, b.key, 500, bench.nowMs);
    expect([passes.cb(), passes.ab()]).toEqual([false, true]);
  });

  it('ends with the membership of either', () => {
    const { bench, a, b, c, passes } = connectedThree({ heldPairs: 1 });
    bench.core.hold(a.key, b.key, 1000, bench.nowMs);
    bench.core.admit('ab', []);
    bench.core.hold(c.key, b.key, 500, bench.nowMs);
    expect(passes.cb()).toBe(false);
  });
});

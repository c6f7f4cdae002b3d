import { describe, expect, it } from 'vitest';
import type { DirectEffect, DirectEvent } from '../../../../main/engine/path/link/direct/direct-events.ts';
import { DirectPath } from '../../../../main/engine/path/link/direct/direct-path.ts';
import { Liveness } from '../../../../main/engine/path/link/liveness.ts';
import type { Reachability } from '../../../../shared/model/reachability.ts';

const home = (number: number): Reachability => ({
  candidates: [
    { type: 'host', endpoint: `192.168.${number}.2:51820`, network: `192.168.${number}.0/24` },
    { type: 'server-reflexive', endpoint: `203.0.113.${number}:51820`, network: null },
  ],
  mapping: 'endpoint-independent',
  filtering: 'address-and-port-dependent',
});
const theirs = '203.0.113.30:51820';
const POINT: DirectEffect = { type: 'point', endpoint: theirs };
const BACK: DirectEffect = { type: 'point', endpoint: null };
const DOUBT: DirectEffect = { type: 'doubt-relay' };
const EXPLORE: DirectEffect = { type: 'explore' };
const NO_DECOYS: DirectEffect = { type: 'decoys', endpoints: [] };

/** WireGuard's view of the peer: at the relay when there is no endpoint. */
function at(endpoint: string | null, { handshakeAt = 1, hasRelay = true } = {}): DirectEvent {
  return { type: 'endpoint', relayed: endpoint === null, hasRelay, endpoint, handshakeAt };
}

function make(controlling: boolean, own = home(20), peer = home(30), { isEchoing = true } = {}) {
  const life = new Liveness(0);
  const core = new DirectPath(controlling, life);
  /** As the link does, which feeds both. */
  const feed = (atMs: number, event: DirectEvent): DirectEffect[] => {
    if (event.type === 'heard') life.heard(atMs);
    return core.handle(event, atMs);
  };
  feed(0, { type: 'facts', own, peer });
  feed(0, at(null));
  feed(0, { type: 'session', up: true });
  if (isEchoing) feed(0, { type: 'heard' });
  /** Ticks as the engine does; what comes out of each that does something. */
  const tick = (fromMs: number, toMs: number): [number, DirectEffect[]][] => {
    const all: [number, DirectEffect[]][] = [];
    for (let ms = fromMs; ms <= toMs; ms += 50) {
      const effects = feed(ms, { type: 'tick' });
      if (effects.length > 0) all.push([ms, effects]);
    }
    return all;
  };
  return { core, life, feed, tick };
}

/** The controlling end up to the moment at which both look whether the path works, at 500 ms. */
function glancing() {
  const link = make(true);
  link.feed(400, { type: 'tick' });
  const effects = link.feed(500, { type: 'signal', body: { kind: 'punched', attempt: 1 } });
  return { ...link, effects };
}

/** At once WireGuard follows the other end, which looks first. */
function moving() {
  const link = glancing();
  return { ...link, effects: link.feed(500, at(theirs)) };
}

function direct() {
  const link = moving();
  link.feed(600, { type: 'heard' });
  link.feed(610, at(theirs));
  link.feed(625, at(theirs));
  return link;
}

describe('the controlling end', () => {
  it('opens its NAT and tells the other its part, once candidates had a moment to come', () => {
    const { feed } = make(true);
    expect(feed(399, { type: 'tick' })).toEqual([]);
    expect(feed(400, { type: 'tick' })).toEqual([
      { type: 'decoys', endpoints: [theirs] },
      {
        type: 'signal',
        body: {
          kind: 'punch',
          attempt: 1,
          path: 'punched',
          target: '203.0.113.20:51820',
          open: ['203.0.113.20:51820'],
        },
      },
    ]);
  });

  it('says so when the other end is open too, which looks first', () => {
    expect(glancing().effects).toEqual([{ type: 'signal', body: { kind: 'move', attempt: 1 } }]);
  });

  it('moves when WireGuard follows the other end', () => {
    expect(moving().effects).toEqual([POINT, { type: 'hurry' }]);
  });

  it('looks itself when the other end had its turn, and WireGuard sends to the relay as before 0.15 s later', () => {
    const { feed, tick, core } = glancing();
    expect(tick(550, 1150)).toEqual([]);
    expect(feed(1200, { type: 'tick' })).toEqual([POINT, { type: 'hurry' }]);
    feed(1210, at(theirs));
    feed(1220, at(theirs));
    feed(1300, { type: 'heard' });
    expect(feed(1359, { type: 'tick' })).toEqual([]);
    expect(feed(1360, { type: 'tick' })).toEqual([BACK, { type: 'hurry' }]);
    expect(feed(1400, at(null))).toEqual([]);
    expect(core.kind).toBeNull();
  });

  it('moves when an answer came by the path that it looks at, or still comes by it later', () => {
    const near = glancing();
    near.feed(1200, { type: 'tick' });
    near.feed(1210, at(theirs));
    near.feed(1265, { type: 'heard' });
    near.feed(1270, at(theirs));
    expect(near.feed(1285, at(theirs))).toEqual([POINT, { type: 'hurry' }]);
    const far = glancing();
    far.feed(1200, { type: 'heard' });
    far.feed(1200, { type: 'tick' });
    far.feed(1210, at(theirs));
    far.feed(1360, { type: 'tick' });
    expect(far.feed(1500, at(theirs))).toEqual([POINT, { type: 'hurry' }]);
  });

  it('keeps looking where packets of the relay lead WireGuard back, but no longer for it', () => {
    const { feed } = glancing();
    feed(1200, { type: 'heard' });
    feed(1200, { type: 'tick' });
    expect(feed(1210, at(null))).toEqual([POINT, { type: 'hurry' }]);
    expect(feed(1300, at(null))).toEqual([POINT, { type: 'hurry' }]);
    expect(feed(1360, { type: 'tick' })).toEqual([BACK, { type: 'hurry' }]);
  });

  it('is direct once an echo came back and WireGuard did not roam to the relay again', () => {
    const { core, feed } = moving();
    feed(600, { type: 'heard' });
    expect(core.kind).toBeNull();
    expect(feed(610, at(theirs))).toEqual([]);
    expect(feed(625, at(theirs))).toEqual([NO_DECOYS]);
    expect(core.kind).toBe('punched');
    expect(core.reason).toBeNull();
  });

  it('believes no echo that the relay may still have carried', () => {
    const { core, feed } = moving();
    feed(530, { type: 'heard' });
    feed(540, at(theirs));
    feed(620, { type: 'heard' });
    feed(630, at(null));
    feed(640, at(theirs));
    expect(core.kind).toBeNull();
  });

  it('is direct at once where no relay could carry the pair', () => {
    const { core, feed } = make(true);
    feed(100, at(theirs, { hasRelay: false }));
    expect(core.kind).toBe('punched');
  });

  it('insists where WireGuard followed a packet that was still on its way', () => {
    const { core, feed } = moving();
    expect(feed(540, at(null))).toEqual([POINT, { type: 'hurry' }]);
    feed(610, { type: 'heard' });
    feed(620, at(theirs));
    expect(feed(640, at(theirs))).toEqual([NO_DECOYS]);
    expect(feed(660, at(null))).toEqual([POINT, { type: 'hurry' }]);
    expect(core.kind).toBe('punched');
  });

  it('has the pair held when such packets keep coming, once', () => {
    const { feed } = moving();
    for (let ms = 540; ms < 1100; ms += 40) expect(feed(ms, at(null))).toEqual([POINT, { type: 'hurry' }]);
    expect(feed(1100, at(null))).toEqual([{ type: 'hold', ms: 400 }, POINT, { type: 'hurry' }]);
    expect(feed(1140, at(null))).toEqual([POINT, { type: 'hurry' }]);
    expect(feed(1650, { type: 'tick' })).toEqual([]);
    expect(feed(1700, { type: 'tick' })).toContainEqual(BACK);
  });

  it('has the pair held at last where it seems to have settled, too: what circles is not seen at every look', () => {
    const { feed } = direct();
    expect(feed(1099, at(theirs))).toEqual([]);
    expect(feed(1100, at(theirs))).toEqual([{ type: 'hold', ms: 400 }]);
    expect(feed(1115, at(theirs))).toEqual([]);
  });

  it('insists however late such a packet comes, until the pair was held', () => {
    const { core, feed } = direct();
    expect(feed(1080, at(null))).toEqual([POINT, { type: 'hurry' }]);
    expect(feed(1100, at(theirs))).toContainEqual({ type: 'hold', ms: 400 });
    feed(1600, at(null));
    expect(core.kind).toBeNull();
  });

  it('follows the other end that went back before it does so itself', () => {
    const { core, feed } = moving();
    expect(feed(950, at(null))).toContainEqual(BACK);
    expect(core.kind).toBeNull();
  });

  it('goes back to the relay when a path falls silent while it moves there', () => {
    const { core, feed } = moving();
    expect(feed(1100, { type: 'tick' })).toEqual([BACK, { type: 'hurry' }, NO_DECOYS, EXPLORE]);
    expect(core.kind).toBeNull();
  });

  it('has the NAT measured again when nothing comes, and tries later and later, at last once an hour', () => {
    const { feed, tick } = make(true);
    const tries: number[] = [];
    let explored = 0;
    for (let ms = 400; ms < 9_000_000; ms += 50) {
      if (ms % 1000 === 0) feed(ms, { type: 'heard' });
      if (ms % 1000 === 500) feed(ms, at(null));
      const effects = tick(ms, ms).flatMap(([, each]) => each);
      if (effects.some((effect) => effect.type === 'signal')) {
        tries.push(ms / 1000);
        feed(ms, { type: 'signal', body: { kind: 'punched', attempt: tries.length } });
      }
      if (effects.some(({ type }) => type === 'explore')) explored++;
    }
    const pauses = tries.map((at, i) => Math.round(at - (tries[i - 1] ?? 0)));
    expect(pauses).toEqual([0, 6, 16, 61, 301, 3601, 3601]);
    expect(explored).toBe(tries.length);
  });

  it('tries again five seconds later first', () => {
    const { core, feed } = moving();
    feed(1100, { type: 'tick' });
    expect(core.reason).toBe('no-path-answered');
    feed(6000, { type: 'heard' });
    expect(feed(6099, { type: 'tick' })).toEqual([]);
    expect(feed(6100, { type: 'tick' })).not.toEqual([]);
    feed(11_000, { type: 'heard' });
    feed(11_100, { type: 'tick' });
    feed(26_000, { type: 'heard' });
    expect(feed(26_099, { type: 'tick' })).toEqual([]);
    expect(feed(26_100, { type: 'tick' })).not.toEqual([]);
  });

  it('tries again at once when either end changes', () => {
    const { feed } = moving();
    feed(1100, { type: 'tick' });
    feed(2000, { type: 'facts', own: home(21), peer: home(30) });
    feed(2100, { type: 'heard' });
    expect(feed(2400, { type: 'tick' })).not.toEqual([]);
  });

  it('tries nothing where no echo comes, which alone would prove a path', () => {
    const { feed, tick } = make(true, home(20), home(30), { isEchoing: false });
    expect(tick(0, 60_000)).toEqual([]);
    feed(60_000, { type: 'heard' });
    expect(feed(60_050, { type: 'tick' })).toContainEqual({ type: 'decoys', endpoints: [theirs] });
  });

  it('tries nothing that cannot work', () => {
    const symmetric = { ...home(30), mapping: 'dependent' } as const;
    const { core, feed } = make(true, home(20), symmetric);
    feed(9900, { type: 'heard' });
    expect(feed(10_000, { type: 'tick' })).toEqual([]);
    expect(core.reason).toBe('port-dependent-meets-port-filtering');
  });
});

describe('the other end', () => {
  const punch: DirectEvent = {
    type: 'signal',
    body: { kind: 'punch', attempt: 3, path: 'punched', target: theirs, open: [theirs] },
  };

  it('never starts by itself', () => {
    const { feed } = make(false);
    feed(59_900, { type: 'heard' });
    expect(feed(60_000, { type: 'tick' })).toEqual([]);
  });

  it('opens its NAT, says so, and moves when told', () => {
    const { feed } = make(false);
    expect(feed(100, punch)).toEqual([
      { type: 'decoys', endpoints: [theirs] },
      { type: 'signal', body: { kind: 'punched', attempt: 3 } },
    ]);
    expect(feed(200, { type: 'signal', body: { kind: 'move', attempt: 3 } })).toEqual([
      POINT,
      { type: 'hurry' },
    ]);
  });

  it('follows by roaming where its part has no target', () => {
    const { feed } = make(false);
    feed(100, { ...punch, body: { ...punch.body, target: null, open: [] } } as DirectEvent);
    const effects = feed(200, { type: 'signal', body: { kind: 'move', attempt: 3 } });
    expect(effects).not.toContainEqual(expect.objectContaining({ type: 'point' }));
  });

  it('leaves it to the other end to insist where it only follows', () => {
    const { core, feed } = make(false);
    feed(100, { ...punch, body: { ...punch.body, target: null, open: [] } } as DirectEvent);
    feed(200, { type: 'signal', body: { kind: 'move', attempt: 3 } });
    for (let ms = 240; ms < 1000; ms += 40) expect(feed(ms, at(null))).toEqual([]);
    feed(1000, { type: 'heard' });
    feed(1010, at(theirs));
    feed(1020, at(theirs));
    expect(core.kind).toBeNull();
    feed(1070, { type: 'heard' });
    feed(1080, at(theirs));
    feed(1100, at(theirs));
    expect(core.kind).toBe('punched');
  });

  it('ignores a move that it did not prepare', () => {
    const { feed } = make(false);
    feed(100, punch);
    expect(feed(200, { type: 'signal', body: { kind: 'move', attempt: 2 } })).toEqual([]);
  });

  it('closes its NAT again when the move never comes', () => {
    const { feed } = make(false);
    feed(100, punch);
    expect(feed(5100, { type: 'tick' })).toContainEqual(NO_DECOYS);
  });
});

describe('a direct path', () => {
  const suspected = [{ type: 'hurry' }, DOUBT];
  const back = [DOUBT, BACK, { type: 'hurry' }];

  it('is doubted after one missed echo and left after 1.9 s of silence', () => {
    const { tick } = direct();
    expect(tick(650, 2500)).toEqual([
      [1900, suspected],
      [2500, back],
    ]);
  });

  it('is left after 0.45 s of silence while a game runs', () => {
    const { life, tick } = direct();
    life.setPace(true, 610);
    expect(tick(650, 1150)).toEqual([
      [900, suspected],
      [1100, back],
    ]);
  });

  it('is not left for an echo alone, while WireGuard still receives', () => {
    const { life, feed, tick } = direct();
    for (let ms = 1000; ms < 10_000; ms += 500) {
      life.received(ms, ms);
      feed(ms, at(theirs));
      expect(tick(ms, ms + 450).flatMap(([, effects]) => effects)).not.toContainEqual(BACK);
    }
  });

  it('is given a moment after this machine stood still', () => {
    const { life, tick } = direct();
    tick(650, 1000);
    life.stoodStill(60_000);
    expect(tick(60_000, 60_550)).toEqual([[60_000, suspected]]);
    expect(tick(60_600, 60_600)).toEqual([[60_600, back]]);
  });

  it('settles on the relay when that carries the session on', () => {
    const { core, feed, tick } = direct();
    tick(650, 2550);
    feed(2600, { type: 'heard' });
    expect(core.kind).toBeNull();
    expect(tick(2650, 3650)).toEqual([]);
  });

  it('starts anew when the relay no longer carries the session', () => {
    const { tick } = direct();
    tick(650, 2500);
    expect(tick(2550, 3300)).toEqual([[3200, [{ type: 'restart' }]]]);
  });

  it('starts anew at once when WireGuard shook hands on it, which the relay never saw', () => {
    const { feed, tick } = direct();
    feed(700, at(theirs, { handshakeAt: 2 }));
    expect(tick(700, 2600).at(-1)).toEqual([2500, [DOUBT, { type: 'restart' }]]);
  });

  it('is tried again later and later when it dies soon after it came about', () => {
    const { feed, tick } = direct();
    const happens = new Map<number, DirectEvent>([
      [5000, at(null)],
      [10_000, { type: 'signal', body: { kind: 'punched', attempt: 2 } }],
      [10_050, at(theirs)],
      [10_200, at(theirs)],
      [10_250, at(theirs)],
      [12_000, at(null)],
    ]);
    const begins: number[] = [];
    for (let ms = 5000; ms < 28_000; ms += 50) {
      if (ms % 100 === 0) feed(ms, { type: 'heard' });
      if (tick(ms, ms).some(([, effects]) => effects[0]?.type === 'decoys')) begins.push(ms);
      const event = happens.get(ms);
      if (event !== undefined) feed(ms, event);
    }
    expect(begins).toEqual([10_000, 27_000]);
  });

  it('follows the other end back to the relay', () => {
    const { core, feed } = direct();
    feed(5000, at(null));
    expect(core.kind).toBeNull();
  });

  it('is taken up as it is after our own restart', () => {
    const { core, feed } = make(true);
    feed(50, at(theirs));
    expect(core.kind).toBe('punched');
  });

  it('is left for a better one when both ends come to share a network', () => {
    const { core, feed } = direct();
    const lan = { ...home(20), candidates: home(20).candidates.slice(0, 1) };
    const near = {
      ...home(20),
      candidates: [{ type: 'host', endpoint: '192.168.20.3:1', network: '192.168.20.0/24' }],
    };
    feed(2000, { type: 'heard' });
    feed(2000, { type: 'facts', own: lan, peer: near as Reachability });
    expect(feed(2400, { type: 'tick' })).toContainEqual({ type: 'decoys', endpoints: ['192.168.20.3:1'] });
    expect(core.kind).toBe('punched');
  });
});

describe('a change of network that no record shows', () => {
  it('makes the planning end try again at once', () => {
    const { feed } = moving();
    feed(1100, { type: 'tick' });
    expect(feed(2000, { type: 'network' })).toEqual([{ type: 'hurry' }]);
    feed(2100, { type: 'heard' });
    expect(feed(2400, { type: 'tick' })).toContainEqual({ type: 'decoys', endpoints: [theirs] });
  });

  it('is told to the planning end by the other', () => {
    const again = { type: 'signal', body: { kind: 'again' } } as const;
    expect(make(false).feed(2000, { type: 'network' })).toContainEqual(again);
    const { feed } = moving();
    feed(1100, { type: 'tick' });
    feed(2000, again);
    feed(2100, { type: 'heard' });
    expect(feed(2400, { type: 'tick' })).toContainEqual({ type: 'decoys', endpoints: [theirs] });
  });
});

describe('a relayed link', () => {
  it('doubts the relay when it falls silent, and starts anew when that did not help', () => {
    const { feed, tick } = make(false);
    feed(100, { type: 'heard' });
    expect(tick(150, 2750)).toEqual([
      [1400, [{ type: 'hurry' }]],
      [2000, [DOUBT, { type: 'hurry' }]],
      [2700, [{ type: 'restart' }]],
    ]);
  });

  it('is left in peace where a firewall drops our echo', () => {
    const { tick } = make(false, home(20), home(30), { isEchoing: false });
    expect(tick(0, 20_000)).toEqual([]);
  });
});

import { describe, expect, it } from 'vitest';
import { DirectCore, type DirectEffect, type DirectEvent } from '../../../../main/engine/path/direct-core.ts';
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
const NO_DECOYS: DirectEffect = { type: 'decoys', endpoints: [] };

function make(controlling: boolean, own = home(20), peer = home(30)) {
  const core = new DirectCore(controlling);
  const feed = (atMs: number, event: DirectEvent): DirectEffect[] => core.handle(event, atMs);
  feed(0, { type: 'facts', own, peer });
  feed(0, { type: 'session', up: true });
  return { core, feed };
}

/** The controlling end up to the moment at which both ends move, at 500 ms. */
function moving() {
  const link = make(true);
  link.feed(400, { type: 'tick' });
  const effects = link.feed(500, { type: 'signal', body: { kind: 'punched', attempt: 1 } });
  return { ...link, effects };
}

function direct() {
  const link = moving();
  link.feed(600, { type: 'heard' });
  link.feed(610, { type: 'endpoint', relayed: false });
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

  it('holds the pair before it moves, when the other end is open too', () => {
    expect(moving().effects).toEqual([
      { type: 'signal', body: { kind: 'move', attempt: 1 } },
      { type: 'hold', ms: 400 },
      POINT,
      { type: 'hurry' },
    ]);
  });

  it('is direct once an echo came back and WireGuard did not roam to the relay again', () => {
    const { core, feed } = moving();
    feed(600, { type: 'heard' });
    expect(core.kind).toBeNull();
    expect(feed(610, { type: 'endpoint', relayed: false })).toEqual([NO_DECOYS]);
    expect(core.kind).toBe('punched');
    expect(core.reason).toBeNull();
  });

  it('believes no echo that the relay may still have carried', () => {
    const { core, feed } = moving();
    feed(530, { type: 'heard' });
    feed(540, { type: 'endpoint', relayed: false });
    expect(core.kind).toBeNull();
  });

  it('goes back to the relay when nothing comes, and tries later and later', () => {
    const { core, feed } = moving();
    expect(feed(1100, { type: 'tick' })).toEqual([BACK, { type: 'hurry' }, NO_DECOYS]);
    expect(core.reason).toBe('no-path-answered');
    expect(feed(6099, { type: 'tick' })).toEqual([]);
    expect(feed(6100, { type: 'tick' })).not.toEqual([]);
    feed(9100, { type: 'tick' });
    expect(feed(24_099, { type: 'tick' })).toEqual([]);
    expect(feed(24_100, { type: 'tick' })).not.toEqual([]);
  });

  it('tries again at once when either end changes', () => {
    const { feed } = moving();
    feed(1100, { type: 'tick' });
    feed(2000, { type: 'facts', own: home(21), peer: home(30) });
    expect(feed(2400, { type: 'tick' })).not.toEqual([]);
  });

  it('tries nothing that cannot work', () => {
    const symmetric = { ...home(30), mapping: 'dependent' } as const;
    const { core, feed } = make(true, home(20), symmetric);
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
    expect(make(false).feed(60_000, { type: 'tick' })).toEqual([]);
  });

  it('opens its NAT, says so, and moves when told', () => {
    const { feed } = make(false);
    expect(feed(100, punch)).toEqual([
      { type: 'decoys', endpoints: [theirs] },
      { type: 'signal', body: { kind: 'punched', attempt: 3 } },
    ]);
    expect(feed(200, { type: 'signal', body: { kind: 'move', attempt: 3 } })).toEqual([
      { type: 'hold', ms: 400 },
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

  it('ignores a move that it did not prepare', () => {
    const { feed } = make(false);
    feed(100, punch);
    expect(feed(200, { type: 'signal', body: { kind: 'move', attempt: 2 } })).toEqual([]);
  });

  it('closes its NAT again when the move never comes', () => {
    const { feed } = make(false);
    feed(100, punch);
    expect(feed(3100, { type: 'tick' })).toEqual([NO_DECOYS]);
  });
});

describe('a direct path', () => {
  it('is doubted after one missed echo and left after 1.9 s of silence', () => {
    const { feed } = direct();
    expect(feed(1901, { type: 'tick' })).toEqual([{ type: 'hurry' }]);
    expect(feed(2000, { type: 'tick' })).toEqual([]);
    expect(feed(2501, { type: 'tick' })).toEqual([BACK, { type: 'hurry' }]);
  });

  it('settles on the relay when that carries the session on', () => {
    const { core, feed } = direct();
    feed(2501, { type: 'tick' });
    feed(2600, { type: 'heard' });
    expect(core.kind).toBeNull();
    expect(feed(3300, { type: 'tick' })).toEqual([]);
  });

  it('starts anew when the relay no longer knows the session', () => {
    const { feed } = direct();
    feed(2501, { type: 'tick' });
    expect(feed(3201, { type: 'tick' })).toEqual([{ type: 'restart' }]);
  });

  it('follows the other end back to the relay', () => {
    const { core, feed } = direct();
    feed(5000, { type: 'endpoint', relayed: true });
    expect(core.kind).toBeNull();
  });

  it('is taken up as it is after our own restart', () => {
    const { core, feed } = make(true);
    feed(50, { type: 'endpoint', relayed: false });
    expect(core.kind).toBe('punched');
  });
});

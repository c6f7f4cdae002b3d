import { describe, expect, it } from 'vitest';
import type { LinkMember } from '../../../../../main/engine/path/link/link-events.ts';
import { Mesh } from '../../../../../main/engine/path/mesh/mesh.ts';
import type { MeshEffect, MeshEvent } from '../../../../../main/engine/path/mesh/mesh-events.ts';
import type { PeerStatus } from '../../../../../shared/helper/verbs.ts';
import { unknownReachability } from '../../../../../shared/model/reachability.ts';

const RELAY = '203.0.113.1:3478';
const SUBNET = { base: 0x0a420000, prefix: 16 };

function member(number: number, change: Partial<LinkMember> = {}): LinkMember {
  return {
    id: `member ${number}`,
    wireguardKey: `key ${number}`,
    address: `10.66.0.${number}`,
    presence: 'online',
    reachability: unknownReachability,
    ...change,
  };
}

function status(publicKey: string, change: Partial<PeerStatus> = {}): PeerStatus {
  return {
    publicKey,
    endpoint: RELAY,
    allowedIps: [],
    latestHandshake: 1,
    rxBytes: 0,
    txBytes: 0,
    keepaliveSeconds: 25,
    ...change,
  };
}

/** A mesh whose relay has been reached, at 100 ms. */
function make() {
  const mesh = new Mesh({
    ownKey: 'key 1',
    keepaliveSeconds: 25,
    servers: [],
    session: 1,
    startedAtMs: 0,
  });
  const relay = { id: 'r', publicKey: 'relay', port: 3478, endpoints: [RELAY], probe: null };
  const feed = (atMs: number, event: MeshEvent): MeshEffect[] => mesh.handle(event, atMs);
  const look = (atMs: number, ...peers: readonly PeerStatus[]): MeshEffect[] =>
    feed(atMs, {
      type: 'status',
      status: { name: 'lanrage0', publicKey: 'key 1', listenPort: 1, peers: [status('relay'), ...peers] },
    });
  feed(0, { type: 'begin', subnet: SUBNET });
  feed(0, { type: 'relays', listed: [relay], chosen: 'r', serverAddress: '203.0.113.1' });
  feed(10, { type: 'carried-out' });
  look(20);
  look(100);
  return { mesh, feed, look };
}

function orders(effects: readonly MeshEffect[]): Extract<MeshEffect, { type: 'carry-out' }>[] {
  return effects.filter((effect) => effect.type === 'carry-out');
}

describe('many members that come at once', () => {
  it('are set in two calls to the helper, however many they are', () => {
    const { feed } = make();
    const effects = [2, 3, 4, 5, 6, 7, 8, 9].flatMap((number) =>
      feed(200, { type: 'came', member: member(number), how: 'came' }),
    );
    const first = orders(effects);
    expect(first.map(({ peers }) => peers.length)).toEqual([1]);
    const second = orders(feed(210, { type: 'carried-out' }));
    expect(second.map(({ peers }) => peers.length)).toEqual([7]);
    const ready = feed(220, { type: 'carried-out' }).filter(({ type }) => type === 'signal');
    expect(ready).toHaveLength(7);
  });

  it('are told that we are ready only once WireGuard is set', () => {
    const { feed } = make();
    const met = feed(200, { type: 'came', member: member(2), how: 'came' });
    expect(met.filter(({ type }) => type === 'signal')).toEqual([]);
    expect(feed(210, { type: 'carried-out' })).toContainEqual({
      type: 'signal',
      to: 'member 2',
      body: { kind: 'ready' },
    });
  });
});

describe('a member', () => {
  it('that left is removed before another one gets its key and its address', () => {
    const { mesh, feed } = make();
    feed(200, { type: 'came', member: member(2), how: 'came' });
    feed(210, { type: 'carried-out' });
    const left = orders(feed(300, { type: 'left', member: 'member 2' }));
    expect(left).toEqual([{ type: 'carry-out', remove: ['key 2'], peers: [], decoys: [] }]);
    const heir = { ...member(2), id: 'heir' };
    expect(orders(feed(301, { type: 'came', member: heir, how: 'came' }))).toEqual([]);
    const [next] = orders(feed(310, { type: 'carried-out' }));
    expect(next?.peers.map(({ publicKey }) => publicKey)).toEqual(['key 2']);
    expect(mesh.links().map(({ member: { id } }) => id)).toEqual(['heir']);
  });

  it('with a new key is another link', () => {
    const { mesh, feed } = make();
    feed(200, { type: 'came', member: member(2), how: 'came' });
    feed(210, { type: 'carried-out' });
    const [order] = orders(feed(300, { type: 'changed', member: member(2, { wireguardKey: 'new' }) }));
    expect(order?.remove).toEqual(['key 2']);
    expect(order?.peers.map(({ publicKey }) => publicKey)).toEqual(['new']);
    expect(mesh.link('member 2')?.member.wireguardKey).toBe('new');
  });

  it('that leads WireGuard into the tunnel itself is parted, and told of', () => {
    const { mesh, feed, look } = make();
    feed(200, { type: 'came', member: member(2), how: 'came' });
    feed(210, { type: 'carried-out' });
    const effects = look(300, status('key 2', { endpoint: '10.66.0.2:51820' }));
    expect(effects).toContainEqual({ type: 'loop', member: 'member 2' });
    expect(orders(effects)[0]?.remove).toEqual(['key 2']);
    expect(mesh.links()).toEqual([]);
  });

  it('of an earlier run is taken up with the session that WireGuard kept, without a new handshake', () => {
    const { mesh, feed, look } = make();
    expect(orders(feed(200, { type: 'came', member: member(2), how: 'resumed' }))).toEqual([]);
    const [order] = orders(look(210, status('key 2', { latestHandshake: 5, rxBytes: 900 })));
    expect(order?.peers).toMatchObject([{ publicKey: 'key 2', fresh: false }]);
    expect(mesh.link('member 2')?.handshake.stage).toBe('securing');
  });

  it('of an earlier run whose session is gone, or where WireGuard can’t be asked, is reached for', () => {
    const { feed } = make();
    feed(200, { type: 'came', member: member(2), how: 'resumed' });
    const reach = { type: 'signal', to: 'member 2', body: { kind: 'reach' } };
    expect(feed(210, { type: 'status', status: null })).toContainEqual(reach);
  });
});

describe('figures of WireGuard', () => {
  it('that were asked for before a peer was made anew are none of its new handshake', () => {
    const { mesh, feed, look } = make();
    feed(200, { type: 'came', member: member(2), how: 'found' });
    const [order] = orders(feed(210, { type: 'signal', from: 'member 2', body: { kind: 'ready' } }));
    expect(order?.peers).toMatchObject([{ publicKey: 'key 2', endpoint: RELAY, fresh: true }]);
    look(220, status('key 2', { latestHandshake: 7 }));
    expect(mesh.link('member 2')?.handshake.stage).toBe('securing');
    feed(230, { type: 'carried-out' });
    look(240, status('key 2', { latestHandshake: 7 }));
    expect(mesh.link('member 2')?.handshake.stage).toBe('securing');
    expect(feed(255, { type: 'time' })).toContainEqual({ type: 'look' });
    look(260, status('key 2', { latestHandshake: 7 }));
    expect(mesh.link('member 2')?.handshake.stage).toBe('secured');
  });
});

describe('the device, made anew', () => {
  it('has relays and members shaken hands with anew', () => {
    const { feed } = make();
    feed(200, { type: 'came', member: member(2), how: 'came' });
    feed(210, { type: 'carried-out' });
    const effects = feed(5000, { type: 'started-over' });
    expect(effects).toContainEqual({ type: 'signal', to: 'member 2', body: { kind: 'reach' } });
    expect(orders(effects)[0]?.peers).toMatchObject([{ publicKey: 'relay', fresh: true }]);
  });
});

it('the same events at the same times lead to the same effects', () => {
  const run = (): string => {
    const { feed, look } = make();
    const effects = [
      feed(200, { type: 'came', member: member(2), how: 'came' }),
      feed(210, { type: 'carried-out' }),
      look(1000, status('key 2', { rxBytes: 148 })),
      feed(61_000, { type: 'time' }),
      feed(62_000, { type: 'network-changed' }),
    ];
    return JSON.stringify(effects);
  };
  expect(run()).toBe(run());
});

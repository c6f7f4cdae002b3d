import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { DhtNode } from '../../../../main/engine/rendezvous/dht/krpc.ts';
import { Lookup } from '../../../../main/engine/rendezvous/dht/lookup.ts';

const target = Buffer.alloc(20);
const node = (i: number): DhtNode => ({
  id: createHash('sha1').update(`${i}`).digest(),
  address: `198.51.${i >> 8}.${i & 255}`,
  port: 6881,
});
/** An id that has this many leading zero bits. */
const near = (bits: number, i: number): DhtNode => {
  const id = createHash('sha1').update(`${i}`).digest();
  id.fill(0, 0, bits >> 3);
  return { ...node(i), id };
};

describe('a lookup', () => {
  it('asks eight at once, the nearest first, and each once', () => {
    const nodes = Array.from({ length: 30 }, (_, i) => node(i));
    const lookup = new Lookup(target, nodes);
    const asked = lookup.next();
    const sorted = nodes.toSorted((a, b) => a.id.compare(b.id)).slice(0, 8);
    expect(asked.map(({ address }) => address)).toEqual(sorted.map(({ address }) => address));
    expect(lookup.next()).toEqual([]);
  });

  it('goes on past slow nodes, passes over dead ones, and takes a late answer all the same', () => {
    const nodes = Array.from({ length: 16 }, (_, i) => node(i));
    const lookup = new Lookup(target, nodes);
    const [slow, dead, ...rest] = lookup.next();
    if (slow === undefined || dead === undefined) throw new Error('nobody asked');
    lookup.slow(slow);
    lookup.dead(dead);
    const more = lookup.next();
    expect(more).toHaveLength(2);
    for (const one of [...rest, ...more]) lookup.answered(one, one.id, Buffer.from('token'));
    expect(lookup.isNearlyOver).toBe(true);
    expect(lookup.isOver).toBe(false);
    lookup.answered(slow, slow.id, Buffer.from('token'));
    expect(lookup.isOver).toBe(true);
    expect(lookup.nearest()).toHaveLength(8);
  });

  it('keeps a bounded number in sight, the nearest, whoever names how many', () => {
    const lookup = new Lookup(target, []);
    for (let i = 0; i < 5000; i++) lookup.add(node(i));
    lookup.add(near(64, 9999));
    expect(lookup.next()[0]?.address).toBe(near(64, 9999).address);
  });

  it('takes two of one address at most, so that nobody with many ports is all that is nearest', () => {
    const liars = Array.from({ length: 20 }, (_, i) => ({
      ...near(80, i),
      address: '203.0.113.9',
      port: 1000 + i,
    }));
    const lookup = new Lookup(target, [...liars, ...Array.from({ length: 10 }, (_, i) => node(i))]);
    const asked = lookup.next();
    expect(asked.filter(({ address }) => address === '203.0.113.9')).toHaveLength(2);
    expect(asked).toHaveLength(8);
  });

  it('has nobody left where all are dead', () => {
    const lookup = new Lookup(target, [node(1)]);
    for (const one of lookup.next()) lookup.dead(one);
    expect(lookup.next()).toEqual([]);
    expect(lookup.isOver).toBe(true);
    expect(lookup.nearest()).toEqual([]);
  });
});

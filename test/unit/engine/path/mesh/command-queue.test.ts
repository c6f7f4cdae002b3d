import { describe, expect, it } from 'vitest';
import { CommandQueue } from '../../../../../main/engine/path/mesh/command-queue.ts';

const make = () => new CommandQueue<string>((what) => what.startsWith('set'));
const any = () => true;
const whats = (entries: readonly { readonly what: string }[]) => entries.map(({ what }) => what);

describe('what waits to be done', () => {
  it('has its turn in each lane one after the other, and in all lanes at once', () => {
    const queue = make();
    for (const what of ['set 1', 'signal 1']) queue.push('a', what);
    queue.push('b', 'set 2');
    const first = queue.takeFirsts(any);
    expect(whats(first)).toEqual(['set 1', 'set 2']);
    queue.begin(first);
    expect(queue.takeFirsts(any)).toEqual([]);
    expect(queue.isBusy).toBe(true);
    expect(whats(queue.finish())).toEqual(['set 1', 'set 2']);
    expect(whats(queue.takeFirsts(any))).toEqual(['signal 1']);
  });

  it('lets others pass that do not fit yet', () => {
    const queue = make();
    queue.push('a', 'set 1');
    queue.push('b', 'signal 2');
    expect(whats(queue.takeFirsts((what) => what.startsWith('signal')))).toEqual(['signal 2']);
    expect(whats(queue.takeFirsts(any))).toEqual(['set 1']);
  });

  it('is taken whole where a lane goes first', () => {
    const queue = make();
    queue.push('going', 'x');
    queue.push('going', 'y');
    expect(whats(queue.takeAll('going'))).toEqual(['x', 'y']);
    expect(queue.takeAll('going')).toEqual([]);
  });

  it('is forgotten with its lane, also what is under way', () => {
    const queue = make();
    queue.push('a', 'set 1');
    queue.push('a', 'set 2');
    queue.begin(queue.takeFirsts(any));
    queue.drop('a');
    expect(queue.isBusy).toBe(true);
    expect(queue.finish()).toEqual([]);
    expect(queue.takeFirsts(any)).toEqual([]);
  });
});

describe('figures of a peer', () => {
  it('are old while it is being changed, and when they were asked for before that was done', () => {
    const queue = make();
    const before = queue.turn;
    expect(queue.isCurrent('a', before)).toBe(true);
    queue.push('a', 'set 1');
    expect(queue.isCurrent('a', queue.turn)).toBe(false);
    queue.begin(queue.takeFirsts(any));
    expect(queue.isCurrent('a', queue.turn)).toBe(false);
    queue.finish();
    expect(queue.isCurrent('a', before)).toBe(false);
    expect(queue.isCurrent('a', queue.turn)).toBe(true);
    expect(queue.isCurrent('b', before)).toBe(true);
  });

  it('stay current through what changes nothing', () => {
    const queue = make();
    const before = queue.turn;
    queue.push('a', 'signal');
    queue.begin(queue.takeFirsts(any));
    expect(queue.isCurrent('a', before)).toBe(true);
    queue.finish();
    expect(queue.isCurrent('a', before)).toBe(true);
  });
});

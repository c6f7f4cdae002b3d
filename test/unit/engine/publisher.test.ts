import { beforeEach, describe, expect, it } from 'vitest';
import { Publisher } from '../../../main/engine/publisher.ts';
import type { Sample, Snapshot } from '../../../shared/model/snapshot.ts';
import { FakeClock } from '../../world/fake-clock.ts';

let clock: FakeClock;
let publisher: Publisher;
let seen: number[];

beforeEach(() => {
  clock = new FakeClock();
  publisher = new Publisher(clock, (seq) => ({ seq }) as Snapshot);
  seen = [];
});

describe('the publisher of snapshots', () => {
  it('shows changes that come together once', () => {
    publisher.on('snapshotChanged', ({ seq }) => seen.push(seq));
    for (let i = 0; i < 10; i++) publisher.touch();
    clock.advance(50);
    clock.advance(50);
    expect(seen).toHaveLength(1);
    publisher.touch();
    clock.advance(50);
    expect(seen).toHaveLength(2);
  });

  it('shows mere figures with the next beat, and at once with a change of state', () => {
    publisher.on('snapshotChanged', () => seen.push(clock.now()));
    clock.advance(100);
    publisher.touch('figures');
    clock.advance(50);
    publisher.touch('figures');
    expect(seen).toEqual([]);
    clock.advance(850);
    expect(seen).toEqual([1000]);
    publisher.touch('figures');
    clock.advance(50);
    publisher.touch('state');
    clock.advance(50);
    clock.advance(900);
    expect(seen).toEqual([1000, 1100]);
  });

  it('numbers upwards, also those that were asked for', () => {
    publisher.on('snapshotChanged', ({ seq }) => seen.push(seq));
    seen.push(publisher.snapshot().seq);
    publisher.touch();
    clock.advance(50);
    seen.push(publisher.snapshot().seq);
    expect(seen).toEqual([1, 2, 3]);
  });

  it('builds nothing while nobody listens, and tells nobody who has stopped', () => {
    const stop = publisher.on('snapshotChanged', ({ seq }) => seen.push(seq));
    stop();
    publisher.touch();
    expect(clock.isIdle).toBe(true);
    clock.advance(50);
    expect(seen).toEqual([]);
    expect(publisher.snapshot().seq).toBe(1);
  });
});

describe('the publisher of samples', () => {
  it('gives them in one batch a second, none twice', () => {
    const batches: (readonly Sample[])[] = [];
    publisher.on('samples', (batch) => batches.push(batch));
    const sample = (at: number): Sample => ({ peer: 'p', at, rttMs: 5 });
    publisher.sample(sample(1));
    publisher.sample(sample(2));
    clock.advance(1000);
    publisher.sample(sample(3));
    clock.advance(1000);
    expect(batches).toEqual([[sample(1), sample(2)], [sample(3)]]);
  });

  it('keeps none while nobody listens', () => {
    publisher.sample({ peer: 'p', at: 1, rttMs: 5 });
    expect(clock.isIdle).toBe(true);
  });
});

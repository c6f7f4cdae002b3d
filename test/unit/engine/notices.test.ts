import { describe, expect, it } from 'vitest';
import { systemClock } from '../../../main/base/clock.ts';
import { Notices } from '../../../main/engine/notices.ts';
import { fault } from '../../../shared/faults/fault.ts';

const taken = (port: number) => fault('tunnel.port-taken', { port });

describe('notices', () => {
  it('stand newest first, each under an id of its own', () => {
    const notices = new Notices(systemClock);
    notices.add(taken(1));
    notices.add(taken(2));
    expect(notices.list.map(({ fault }) => fault)).toEqual([taken(2), taken(1)]);
    expect(new Set(notices.list.map(({ id }) => id)).size).toBe(2);
  });

  it('tell the same thing once, as late as it happened last', () => {
    const notices = new Notices(systemClock);
    for (const port of [1, 2, 1]) notices.add(taken(port));
    expect(notices.list.map(({ fault }) => fault)).toEqual([taken(1), taken(2)]);
  });

  it('are twenty at most, the oldest gone', () => {
    const notices = new Notices(systemClock);
    for (let port = 1; port <= 25; port++) notices.add(taken(port));
    expect(notices.list).toHaveLength(20);
    expect(notices.list.at(-1)?.fault).toEqual(taken(6));
  });

  it('go when they are dismissed; one that has gone stays gone without a complaint', () => {
    const notices = new Notices(systemClock);
    notices.add(taken(1));
    const id = notices.list[0]?.id ?? 0;
    notices.dismiss(id);
    notices.dismiss(id);
    expect(notices.list).toEqual([]);
  });
});

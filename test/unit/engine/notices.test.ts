import { describe, expect, it } from 'vitest';
import { Notices } from '../../../main/engine/notices.ts';
import { fault } from '../../../shared/faults/fault.ts';
import { FakeClock } from '../../world/fake-clock.ts';

const taken = (port: number) => fault('tunnel.port-taken', { port });
const made = () => new Notices(new FakeClock(), () => undefined);
const faultsOf = ({ list }: Notices) => list.map(({ fault }) => fault);

describe('notices', () => {
  it('stand newest first, each under an id of its own', () => {
    const notices = made();
    notices.add(taken(1), {});
    notices.add(taken(2), {});
    expect(faultsOf(notices)).toEqual([taken(2), taken(1)]);
    expect(new Set(notices.list.map(({ id }) => id)).size).toBe(2);
  });

  it('tell the same thing once, as late as it happened last, and say that it is no news', () => {
    const notices = made();
    expect([1, 2, 1].map((port) => notices.add(taken(port), {}))).toEqual([true, true, false]);
    expect(faultsOf(notices)).toEqual([taken(1), taken(2)]);
  });

  it('are twenty at most, the oldest gone', () => {
    const notices = made();
    for (let port = 1; port <= 25; port++) notices.add(taken(port), {});
    expect(notices.list).toHaveLength(20);
    expect(notices.list.at(-1)?.fault).toEqual(taken(6));
  });

  it('go when they are dismissed; one that has gone stays gone without a complaint', () => {
    const notices = made();
    notices.add(taken(1), {});
    const id = notices.list[0]?.id ?? 0;
    notices.dismiss(id);
    notices.dismiss(id);
    expect(notices.list).toEqual([]);
  });

  it('go when what they wait for has come, whichever of it comes first, and no others do', () => {
    for (const end of ['tunnel-stands', 'party-left'] as const) {
      const notices = made();
      notices.add(taken(1), { until: ['tunnel-stands', 'party-left'] });
      notices.add(taken(2), { until: ['member-left anna'] });
      expect(notices.end('member-left ben')).toEqual([]);
      expect(notices.end(end)).toEqual([taken(1)]);
      expect(faultsOf(notices)).toEqual([taken(2)]);
    }
  });

  it('give way to what is told later of the same thing', () => {
    const notices = made();
    notices.add(taken(1), { until: ['tunnel-stands', 'party-left'] });
    notices.add(taken(2), { until: ['server-reached', 'party-left'] });
    notices.add(taken(3), { until: ['tunnel-stands', 'party-left'] });
    expect(faultsOf(notices)).toEqual([taken(3), taken(2)]);
  });

  it('end with their time, which begins anew when the same happens again', () => {
    const clock = new FakeClock();
    let expired = 0;
    const notices = new Notices(clock, () => expired++);
    notices.add(taken(1), { forMs: 1000 });
    clock.advance(600);
    notices.add(taken(1), { forMs: 1000 });
    clock.advance(600);
    expect(faultsOf(notices)).toEqual([taken(1)]);
    clock.advance(400);
    expect(faultsOf(notices)).toEqual([]);
    expect(expired).toBe(1);
  });

  it('call off their time when they went before it', () => {
    const clock = new FakeClock();
    let expired = 0;
    const notices = new Notices(clock, () => expired++);
    notices.add(taken(1), { until: ['saved'], forMs: 1000 });
    notices.end('saved');
    clock.advance(2000);
    expect(expired).toBe(0);
  });
});

import { describe, expect, it } from 'vitest';
import { Approach } from '../../../../main/engine/meeting/approach.ts';
import type { HostRecord, MeetingFacts } from '../../../../main/engine/rendezvous/rendezvous.ts';

const own: MeetingFacts = {
  wireguardKey: 'ours',
  endpoints: [{ address: '203.0.113.7', port: 41_001 }],
  ipv6: [],
  lan: [],
  mapping: 'endpoint-independent',
  filtering: 'unknown',
};
const record: HostRecord = {
  ...own,
  wireguardKey: 'theirs',
  endpoints: [{ address: '198.51.100.7', port: 41_001 }],
  door: { subnet: '10.66.0.0/16', host: 1, place: 2, port: 8667 },
  term: 0,
  identity: 'host',
  peer: 'host',
  at: 0,
  instance: 'i',
  live: true,
};

function begun(facts = own): Approach {
  return new Approach(facts, { nowMs: 0, mayRenew: true });
}

/** Kinds of what follows, with the time, as long as nothing else happens. */
function run(approach: Approach, fromMs: number, untilMs: number): string[] {
  const seen: string[] = [];
  let nowMs = fromMs;
  while (nowMs <= untilMs && Number.isFinite(nowMs)) {
    for (const effect of approach.handle({ type: 'time' }, nowMs)) {
      seen.push(`${nowMs} ${effect.type}${effect.type === 'failed' ? ` ${effect.fault.code}` : ''}`);
    }
    nowMs = Math.max(nowMs + 1, approach.nextAtMs);
  }
  return seen;
}

describe('one who comes by a code', () => {
  it('points WireGuard at the host, then knocks, and points again where the first packet was lost', () => {
    const approach = begun();
    expect(approach.handle({ type: 'time' }, 0)).toEqual([{ type: 'ask' }]);
    const found = approach.handle({ type: 'found', record }, 100);
    expect(found).toMatchObject([{ type: 'point', endpoint: '198.51.100.7:41001' }]);
    expect(run(approach, 101, 1000)).toEqual(['160 knock', '400 point', '900 point']);
  });

  it('has the host send first from a new port in the second try', () => {
    const approach = begun();
    approach.handle({ type: 'found', record }, 0);
    expect(run(approach, 1, 4000).at(-1)).toBe('4000 renew');
    approach.handle({ type: 'renewed', own }, 4100);
    expect(run(approach, 4101, 4800)).toEqual(['4600 point']);
  });

  it('gives up after four tries, and says that nothing came through', () => {
    const approach = begun();
    approach.handle({ type: 'found', record }, 0);
    let nowMs = 0;
    for (let tries = 0; tries < 3; tries++) {
      run(approach, nowMs + 1, nowMs + 4000);
      nowMs += 4100;
      approach.handle({ type: 'renewed', own }, nowMs);
    }
    expect(run(approach, nowMs + 1, 45_000).at(-1)).toMatch(/failed meeting.blocked$/);
  });

  it('says at once what no try can mend', () => {
    const approach = begun({ ...own, mapping: 'dependent' });
    const strict = { ...record, filtering: 'address-and-port-dependent' } as const;
    expect(approach.handle({ type: 'found', record: strict }, 0).at(-1)).toMatchObject({
      type: 'failed',
      fault: { code: 'meeting.nat', args: { whose: 'ours' } },
    });
  });

  it('tells nobody there, no place that answers and wrong clocks apart', () => {
    expect(run(begun(), 0, 60_000)).toContain('15000 failed meeting.nobody');
    const cutOff = begun();
    const unreachable = { code: 'rendezvous.unreachable', args: {} } as const;
    cutOff.handle({ type: 'places', places: [], fault: unreachable }, 10);
    expect(run(cutOff, 11, 60_000)).toContain('5000 failed rendezvous.unreachable');
    const late = begun();
    const clock = { code: 'rendezvous.clock', args: { seconds: 90_000 } } as const;
    late.handle({ type: 'clock', fault: clock }, 10);
    expect(run(late, 11, 60_000)).toContain('15000 failed rendezvous.clock');
  });

  it('looks for the host anew where it says that it has gone', () => {
    const approach = begun();
    approach.handle({ type: 'found', record }, 0);
    approach.handle({ type: 'gone', instance: 'i' }, 10);
    expect(run(approach, 11, 1000)).toEqual([]);
    const back = { ...record, instance: 'j' };
    expect(approach.handle({ type: 'found', record: back }, 2000)).toMatchObject([{ type: 'point' }]);
  });
});

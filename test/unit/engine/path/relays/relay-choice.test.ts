import { describe, expect, it } from 'vitest';
import type { OwnLeg, PeerLeg } from '../../../../../main/engine/path/link/rank-relays.ts';
import {
  type PairState,
  RelayChoice,
  type RelayChoiceEffect,
  type RelayChoiceEvent,
} from '../../../../../main/engine/path/link/relay-choice.ts';

function up(id: string, rttMs: number | null): OwnLeg {
  return { id, rttMs, state: 'up' };
}

function down(id: string): OwnLeg {
  return { id, rttMs: null, state: 'down' };
}

const leg = (id: string, rttMs: number | null): PeerLeg => ({ id, rttMs });
const use = (relay: string, renew: boolean): RelayChoiceEffect => ({ type: 'use', relay, renew });
const say = (relay: string): RelayChoiceEffect => ({ type: 'signal', body: { kind: 'relay', relay } });

/** One end's choice; the party's relay is `a`. */
function makeEnd(decides: boolean) {
  let nowMs = 0;
  const choice = new RelayChoice(decides);
  const end = {
    choice,
    at(ms: number) {
      nowMs = ms;
      return end;
    },
    feed: (event: RelayChoiceEvent) => choice.handle(event, nowMs),
    own: (...legs: OwnLeg[]) => choice.handle({ type: 'own', legs, home: 'a' }, nowMs),
    peer: (...legs: PeerLeg[]) => choice.handle({ type: 'peer', legs }, nowMs),
    tick: (pair: PairState) => choice.handle({ type: 'tick', pair }, nowMs),
    told: (relay: string) => choice.handle({ type: 'signal', body: { kind: 'relay', relay } }, nowMs),
    /** Everything that comes out of ticks every 50 ms. */
    ticks(pair: PairState, untilMs: number): RelayChoiceEffect[] {
      const effects: RelayChoiceEffect[] = [];
      for (; nowMs <= untilMs; nowMs += 50) effects.push(...end.tick(pair));
      return effects;
    },
  };
  return end;
}

describe('the relay of a pair', () => {
  it('is that of the party at first contact, however far away it is', () => {
    const end = makeEnd(true);
    end.own(up('b', 1), up('a', 300));
    expect(end.choice.relay).toBe('a');
    expect(end.tick('new')).toEqual([]);
  });

  it('is another one where the party’s doesn’t answer, before there is anything to agree on', () => {
    const end = makeEnd(false);
    end.own(down('a'), up('b', 20));
    expect(end.tick('new')).toEqual([say('b'), use('b', false)]);
  });

  it('is another one where the other end says that it doesn’t reach the party’s', () => {
    const end = makeEnd(false);
    end.own(up('a', 5), up('b', 20));
    end.peer(leg('b', 5));
    expect(end.tick('new')).toEqual([say('b'), use('b', false)]);
  });

  it('stays while the only one is down', () => {
    const end = makeEnd(true);
    end.own(down('a'));
    expect(end.ticks('silent', 10_000)).toEqual([]);
    expect(end.choice.relay).toBe('a');
  });

  it('tells the sum of both legs', () => {
    const end = makeEnd(true);
    end.own(up('a', 30));
    expect(end.choice.rttSumMs).toBeNull();
    end.peer(leg('a', 12));
    expect(end.choice.rttSumMs).toBe(42);
  });
});

describe('the end that decides', () => {
  it('changes to the lowest sum of both legs once that has been better for 30 s', () => {
    const end = makeEnd(true);
    end.own(up('a', 50), up('b', 20), up('c', 10));
    end.peer(leg('a', 50), leg('b', 20), leg('c', 90));
    expect(end.ticks('well', 29_950)).toEqual([]);
    expect(end.at(30_000).tick('well')).toEqual([say('b'), use('b', true)]);
  });

  it.each([
    ['a fifth', 45, 41],
    ['10 ms', 8, 2],
  ])('stays where another one is not better by %s', (_, here, there) => {
    const end = makeEnd(true);
    end.own(up('a', here), up('b', there));
    end.peer(leg('a', here / 4), leg('b', there / 4));
    expect(end.ticks('well', 120_000)).toEqual([]);
  });

  it('counts anew when another one was better for a moment only', () => {
    const end = makeEnd(true);
    end.peer(leg('a', 0), leg('b', 0));
    end.own(up('a', 50), up('b', 20));
    expect(end.ticks('well', 20_000)).toEqual([]);
    end.own(up('a', 22), up('b', 20));
    expect(end.ticks('well', 21_000)).toEqual([]);
    end.own(up('a', 50), up('b', 20));
    expect(end.ticks('well', 50_000)).toEqual([]);
  });

  it('shakes no hands for a better one while the path is direct', () => {
    const end = makeEnd(true);
    end.own(up('a', 50), up('b', 20));
    end.peer(leg('a', 50), leg('b', 20));
    expect(end.ticks('direct', 30_000)).toEqual([say('b'), use('b', false)]);
  });

  it('does not leave a relay for one that the other end does not have', () => {
    const end = makeEnd(true);
    end.own(down('a'), up('b', 5), up('c', 50));
    end.peer(leg('a', 5), leg('c', 50));
    expect(end.tick('silent')).toEqual([say('c'), use('c', true)]);
  });

  it('leaves a dead relay at once, for the best of the others', () => {
    const end = makeEnd(true);
    end.own(up('a', 5), up('b', 40), up('c', 30));
    end.peer(leg('a', 5), leg('b', 5), leg('c', 30));
    expect(end.tick('well')).toEqual([]);
    end.own(down('a'), up('b', 40), up('c', 30));
    expect(end.tick('silent')).toEqual([say('b'), use('b', true)]);
  });

  it('waits for a relay that is only being asked again', () => {
    const end = makeEnd(true);
    end.own({ id: 'a', rttMs: 5, state: 'doubtful' }, up('b', 40));
    expect(end.ticks('silent', 5000)).toEqual([]);
  });

  it('calls over the relay in use twice, and then over one after the other, for as long as it takes', () => {
    const end = makeEnd(true);
    end.own(up('a', 5), up('b', 40), up('c', 50));
    end.peer(leg('a', 5), leg('b', 40), leg('c', 50));
    expect(end.tick('silent')).toEqual([use('a', true)]);
    expect(end.at(650).tick('silent')).toEqual([]);
    expect(end.at(700).tick('silent')).toEqual([use('a', true)]);
    expect(end.at(1400).tick('silent')).toEqual([say('b'), use('b', true)]);
    expect(end.at(2100).tick('silent')).toEqual([say('c'), use('c', true)]);
    expect(end.at(2800).tick('silent')).toEqual([say('a'), use('a', true)]);
    const calls = end
      .at(3500)
      .ticks('silent', 59_950)
      .filter(({ type }) => type === 'use');
    expect(calls.length).toBe(81);
    expect(new Set(calls.slice(-3).map((call) => call.type === 'use' && call.relay)).size).toBe(3);
  });

  it('gives a far relay the time of three round trips, and one that isn’t measured 1.5 s', () => {
    const end = makeEnd(true);
    end.own(up('a', 200), up('b', null));
    end.peer(leg('a', 200), leg('b', 40));
    end.tick('silent');
    expect(end.at(1150).tick('silent')).toEqual([]);
    expect(end.at(1200).tick('silent')).toEqual([use('a', true)]);
    expect(end.at(2400).tick('silent')).toEqual([say('b'), use('b', true)]);
    expect(end.at(3850).tick('silent')).toEqual([]);
    expect(end.at(3900).tick('silent')).toEqual([say('a'), use('a', true)]);
  });

  it('tries relays that the other end hasn’t told of last: that may have been lost', () => {
    const end = makeEnd(true);
    end.own(down('a'), up('b', 5), up('c', 50));
    end.peer(leg('a', 5), leg('c', 50));
    expect(end.tick('silent')).toEqual([say('c'), use('c', true)]);
    expect(end.at(700).tick('silent')).toEqual([say('b'), use('b', true)]);
  });

  it('begins anew with the relay in use in the next silence', () => {
    const end = makeEnd(true);
    end.own(up('a', 5), up('b', 40));
    end.peer(leg('a', 5), leg('b', 40));
    end.ticks('silent', 1400);
    expect(end.choice.relay).toBe('b');
    end.at(2000).tick('well');
    expect(end.at(9000).tick('silent')).toEqual([use('b', true)]);
    expect(end.at(9700).tick('silent')).toEqual([use('b', true)]);
    expect(end.at(10_400).tick('silent')).toEqual([say('a'), use('a', true)]);
  });

  it('does as it is asked by an end whose leg is dead, and says so', () => {
    const end = makeEnd(true);
    end.own(up('a', 5), up('b', 40), up('c', 50));
    end.tick('silent');
    expect(end.told('c')).toEqual([say('c'), use('c', true)]);
  });

  it('remembers what it was asked until it hears nothing any more itself, but not for long', () => {
    const end = makeEnd(true);
    end.own(up('a', 5), up('b', 40), up('c', 50));
    end.tick('well');
    expect(end.told('c')).toEqual([]);
    expect(end.at(500).tick('silent')).toEqual([say('c'), use('c', true)]);
    end.at(1000).tick('well');
    expect(end.told('b')).toEqual([]);
    end.at(4050).tick('silent');
    expect(end.choice.relay).toBe('c');
  });

  it.each([
    ['for a relay that is dead at its own end', 'c'],
    ['for a relay that it has never heard of', 'x'],
    ['for a relay that didn’t help in this silence', 'a'],
  ])('changes nothing %s', (_, relay) => {
    const end = makeEnd(true);
    end.own(up('a', 5), up('b', 40), down('c'));
    end.ticks('silent', 3000);
    expect(end.choice.relay).toBe('b');
    expect(end.told(relay)).toEqual([]);
    expect(end.choice.relay).toBe('b');
  });

  it.each([true, false])('leaves no relay that it hears the other end through (decides: %s)', (decides) => {
    const end = makeEnd(decides);
    end.own(down('a'), up('b', 40));
    expect(end.ticks('well', 60_000)).toEqual([]);
  });
});

describe('the end that follows', () => {
  it('uses what was decided, without a handshake of its own', () => {
    const end = makeEnd(false);
    end.own(up('a', 5), up('b', 40));
    end.tick('well');
    expect(end.told('b')).toEqual([use('b', false)]);
  });

  it('never decides by itself that another one is better', () => {
    const end = makeEnd(false);
    end.own(up('a', 90), up('b', 1));
    end.peer(leg('a', 90), leg('b', 1));
    expect(end.ticks('well', 120_000)).toEqual([]);
  });

  it('asks where its own leg is dead, takes another one, and waits to be called over any of them', () => {
    const end = makeEnd(false);
    end.own(down('a'), up('b', 40), up('c', 50));
    expect(end.tick('silent')).toEqual([say('b'), use('b', false)]);
    expect(end.ticks('silent', 3950)).toEqual([]);
  });

  it('calls by itself over one after the other where nobody calls: the end that decides may hear it all the while', () => {
    const end = makeEnd(false);
    end.own(down('a'), up('b', 40), up('c', 50));
    end.tick('silent');
    const call = (relay: string) => [say(relay), { ...use(relay, true), initiate: true }];
    expect(end.at(4000).ticks('silent', 8000)).toEqual([...call('c'), ...call('b')]);
  });

  it('calls by itself only where its own leg is dead', () => {
    const end = makeEnd(false);
    end.own(up('a', 40), up('b', 50));
    expect(end.ticks('silent', 60_000)).toEqual([]);
  });

  it('asks once a second at most, however often its legs change', () => {
    const end = makeEnd(false);
    end.own(down('a'), up('b', 40), up('c', 50));
    expect(end.tick('silent')).toEqual([say('b'), use('b', false)]);
    end.own(down('a'), down('b'), up('c', 50));
    expect(end.at(950).tick('silent')).toEqual([use('c', false)]);
    end.own(up('a', 5), down('b'), down('c'));
    expect(end.at(1000).tick('silent')).toEqual([say('a'), use('a', false)]);
  });

  it('stays where it is told of a relay that it does not hold', () => {
    const end = makeEnd(false);
    end.own(up('a', 5));
    expect(end.told('x')).toEqual([]);
    expect(end.choice.relay).toBe('a');
  });
});

it.each([
  ['calls', true],
  ['follows', false],
])(
  'the end that %s takes the relay that WireGuard works through, but for 2.5 s after a change',
  (_, decides) => {
    const end = makeEnd(decides);
    end.own(up('a', 5), up('b', 40));
    end.tick('well');
    expect(end.at(10_000).feed({ type: 'seen', relay: 'b' })).toEqual([use('b', false)]);
    expect(end.at(12_450).feed({ type: 'seen', relay: 'a' })).toEqual([]);
    expect(end.at(12_500).feed({ type: 'seen', relay: 'a' })).toEqual([use('a', false)]);
    end.at(20_000).tick('silent');
    expect(end.at(30_000).feed({ type: 'seen', relay: 'b' })).toEqual([]);
  },
);

it('goes on with the relay of a session that WireGuard kept', () => {
  const end = makeEnd(true);
  end.own(up('a', 5), up('b', 40));
  expect(end.feed({ type: 'seen', relay: 'b' })).toEqual([use('b', false)]);
});

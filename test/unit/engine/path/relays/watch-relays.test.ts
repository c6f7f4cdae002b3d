import { describe, expect, it } from 'vitest';
import { type RelayedPair, watchRelays } from '../../../../../main/engine/path/mesh/relays/watch-relays.ts';
import { ModelMachine } from './model-machine.ts';

/** A pair behind a relay. @param heard - whether the relay is heard of through it. */
function pairBehind(relay: string, heard: boolean | null) {
  const pair: RelayedPair = {
    choice: { relay },
    relayHeard: () => heard,
    isSilent: () => heard === false,
    isUnanswered: () => false,
  };
  return pair;
}

function makeMachine() {
  const machine = new ModelMachine();
  machine.set('ab', 'a');
  machine.run(5000);
  machine.told.length = 0;
  return machine;
}

/** Which relays were registered with anew in that time, how often. */
function watch(machine: ModelMachine, pairs: readonly RelayedPair[], ms: number): Record<string, number> {
  for (const endMs = machine.nowMs + ms; machine.nowMs < endMs; machine.run(50)) {
    watchRelays(pairs, machine.relays, machine.nowMs);
    machine.follow();
  }
  const renewed = machine.told.filter((line) => line.endsWith('not reached'));
  return Object.fromEntries(
    ['a', 'b'].map((id) => [id, renewed.filter((line) => line.startsWith(id)).length]),
  );
}

describe('while a pair is silent', () => {
  it('all relays are registered with anew, every 4 s', () => {
    const machine = makeMachine();
    expect(watch(machine, [pairBehind('a', false)], 10_000)).toEqual({ a: 3, b: 3 });
  });

  it('those that another pair hears of are left alone', () => {
    const machine = makeMachine();
    const pairs = [pairBehind('a', false), pairBehind('a', true), pairBehind('b', null)];
    expect(watch(machine, pairs, 10_000)).toEqual({ a: 0, b: 3 });
    expect(machine.relays.get('a')?.isSuspected).toBe(false);
  });

  it('one that doesn’t answer is down within a second', () => {
    const machine = makeMachine();
    machine.dead.add('a:3478');
    watch(machine, [pairBehind('a', false)], 900);
    expect(machine.relays.all().map((relay) => relay.leg(machine.nowMs).state)).toEqual(['down', 'up']);
  });
});

it.each([true, null])('no relay is bothered while pairs hear of theirs: %s', (heard) => {
  const machine = makeMachine();
  expect(watch(machine, [pairBehind('a', heard)], 10_000)).toEqual({ a: 0, b: 0 });
});

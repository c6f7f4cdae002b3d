import { describe, expect, it } from 'vitest';
import {
  type RelayedPair,
  tellRelays,
  watchRelays,
} from '../../../../../main/engine/path/mesh/relays/watch-relays.ts';
import { ModelMachine } from './model-machine.ts';

/** A pair behind a relay. @param heard - whether the relay is heard of through it. */
function pairBehind(relay: string, heard: boolean | null) {
  const told: unknown[] = [];
  const pair: RelayedPair = {
    choice: { relay },
    handleRelay: (event) => told.push(event),
    relayHeard: () => heard,
    isSilent: () => heard === false,
    isUnanswered: () => false,
  };
  return { pair, told };
}

async function makeMachine() {
  const machine = new ModelMachine();
  await machine.set('ab', 'a');
  await machine.run(5000);
  machine.told.length = 0;
  return machine;
}

/** Which relays were registered with anew in that time, how often. */
async function watch(
  machine: ModelMachine,
  pairs: readonly RelayedPair[],
  ms: number,
): Promise<Record<string, number>> {
  for (const endMs = machine.clock.now() + ms; machine.clock.now() < endMs; await machine.run(50)) {
    watchRelays(pairs, machine.relays, machine.clock.now());
  }
  const renewed = machine.told.filter((line) => line.endsWith('not reached'));
  return Object.fromEntries(
    ['a', 'b'].map((id) => [id, renewed.filter((line) => line.startsWith(id)).length]),
  );
}

describe('while a pair is silent', () => {
  it('all relays are registered with anew, every 4 s', async () => {
    const machine = await makeMachine();
    expect(await watch(machine, [pairBehind('a', false).pair], 10_000)).toEqual({ a: 3, b: 3 });
  });

  it('those that another pair hears of are left alone', async () => {
    const machine = await makeMachine();
    const pairs = [pairBehind('a', false), pairBehind('a', true), pairBehind('b', null)].map(
      ({ pair }) => pair,
    );
    expect(await watch(machine, pairs, 10_000)).toEqual({ a: 0, b: 3 });
    expect(machine.relays.get('a')?.isSuspected).toBe(false);
  });

  it('one that doesn’t answer is down within a second', async () => {
    const machine = await makeMachine();
    machine.dead.add('a:3478');
    await watch(machine, [pairBehind('a', false).pair], 900);
    expect(machine.relays.all().map((relay) => relay.leg(machine.clock.now()).state)).toEqual(['down', 'up']);
  });
});

it.each([true, null])('no relay is bothered while pairs hear of theirs: %s', async (heard) => {
  const machine = await makeMachine();
  expect(await watch(machine, [pairBehind('a', heard).pair], 10_000)).toEqual({ a: 0, b: 0 });
});

it('pairs are told of all relays that are held, and which the party’s is', async () => {
  const machine = await makeMachine();
  const { pair, told } = pairBehind('a', true);
  tellRelays([pair], machine.relays, machine.clock.now());
  const legs = ['a', 'b'].map((id) => ({ id, rttMs: 20, state: 'up' }));
  expect(told).toEqual([{ type: 'own', legs, home: 'a' }]);
});

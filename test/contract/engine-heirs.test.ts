/** A party that a player hosts belongs to its members: it goes on when that player leaves, dies or comes back. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EngineWorld } from '../world/engines/engine-world.ts';
import type { Player } from '../world/engines/player.ts';

let world: EngineWorld;
beforeEach(() => {
  world = new EngineWorld();
});
afterEach(() => world.close());

const TAKEN_OVER_MS = 3000;

interface Gathered {
  readonly players: readonly [Player, Player, Player, ...Player[]];
  readonly invite: string;
}

/** The first hosts, on an open machine as are `open` others; all reach each other directly. */
async function gathered(names: readonly string[], open = 1): Promise<Gathered> {
  const players = names.map((name, at) => (at < open ? world.player(name, null) : world.player(name)));
  for (const player of players) await player.start();
  const [host, ...guests] = players;
  if (host === undefined) throw new Error('nobody');
  const { invite } = await host.get((engine) => engine.createParty({ name: 'Friday' }));
  for (const guest of guests) await guest.get((engine) => engine.joinParty({ invite }));
  await areTogether(players);
  return { players: players as unknown as Gathered['players'], invite };
}

function sees(one: Player, other: Player): string | undefined {
  return one.sees(other)?.state;
}

async function areTogether(players: readonly Player[], withinMs = 60_000): Promise<void> {
  const pairs = players.flatMap((one) =>
    players.filter((other) => other !== one).map((other) => [one, other] as const),
  );
  const apart = (): string =>
    pairs
      .filter(([one, other]) => sees(one, other) !== 'direct')
      .map(([one, other]) => `${one.name}–${other.name} ${sees(one, other)}`)
      .join();
  await world
    .until(() => apart() === '', `all reach each other directly`, withinMs)
    .catch((error) => {
      throw new Error(`${error} ${apart()}`);
    });
}

const runsIt = ({ party }: Player): boolean => party?.hosting === true;
const isServed = ({ party }: Player): boolean => party?.control === 'connected';

/** One of these runs the party, and all are connected to it. */
async function goesOn(players: readonly Player[], withinMs = TAKEN_OVER_MS): Promise<Player> {
  const isSo = (): boolean => players.filter(runsIt).length === 1 && players.every(isServed);
  await world.until(isSo, 'one takes over', withinMs).catch((error) => {
    throw new Error(`${error} ${players.map((p) => `${p.name} ${runsIt(p)} ${p.party?.control}`)}`);
  });
  const host = players.find(runsIt);
  if (host === undefined) throw new Error('nobody runs it');
  return host;
}

const addressesOf = (players: readonly Player[]) => players.map(({ party }) => party?.self.address);
const codesOf = ({ shown }: Player): string[] => shown.notices.map(({ fault }) => fault.code);

describe('a party whose host goes', () => {
  it('by leaving is taken over at once, with everybody where they were', async () => {
    const { players } = await gathered(['Anna', 'Ben', 'Mara']);
    const [anna, ...others] = players;
    const addresses = addressesOf(others);
    expect(anna.party?.succession).toMatchObject({ here: true, by: 'Anna', leftBehind: [] });
    const next = anna.party?.succession?.next;
    await anna.get((engine) => engine.leaveParty({}));
    const heir = await goesOn(others, 1000);
    expect(heir.name).toBe(next);
    expect(addressesOf(others)).toEqual(addresses);
    await areTogether(others, 100);
    await world.until(
      () => others.every(({ party }) => party?.peers.length === 1),
      'Anna is off the roster',
      1000,
    );
    expect(others.flatMap(codesOf)).toEqual([]);
  });

  it.each([
    ['by being killed', (host: Player) => host.kill()],
    [
      'with its line',
      (host: Player) => {
        host.computer.isOnline = false;
      },
    ],
  ])('%s is taken over within three seconds, and no path is touched', async (_, end) => {
    const { players } = await gathered(['Anna', 'Ben', 'Mara']);
    const [anna, ...others] = players;
    const addresses = addressesOf(others);
    end(anna);
    await goesOn(others);
    expect(addressesOf(others)).toEqual(addresses);
    await world.pass(20_000);
    const [ben, mara] = others;
    for (const [one, other] of [
      [ben, mara],
      [mara, ben],
    ] as const) {
      expect(one?.sees(other as Player)).toMatchObject({ state: 'direct', lossRatio: 0 });
    }
    expect(others.flatMap(codesOf)).toEqual([]);
  });

  it('takes in newcomers by the invite of the heir', async () => {
    const { players } = await gathered(['Anna', 'Ben', 'Mara'], 2);
    const [anna, ben, mara] = players;
    anna.kill();
    const heir = await goesOn([ben, mara]);
    expect(heir).toBe(ben);
    const zoe = world.player('Zoe');
    await zoe.start();
    const { invite } = (await ben.look()).party ?? { invite: '' };
    await zoe.get((engine) => engine.joinParty({ invite }));
    await areTogether([ben, mara, zoe], 10_000);
    expect(zoe.party?.self.address).toBe('10.66.0.4');
  });
});

describe('a host who comes back', () => {
  it.each([
    ['at once after a crash', 200],
    ['after others took over', 6000],
  ])('%s is in the same party, at the same address, and nobody forks it', async (_, awayMs) => {
    const { players } = await gathered(['Anna', 'Ben', 'Mara']);
    const [anna, ...others] = players;
    const addresses = addressesOf(players);
    anna.kill();
    anna.helper.hangUp();
    await world.pass(awayMs);
    await anna.start();
    await goesOn(players, 60_000);
    await areTogether(players);
    expect(addressesOf(players)).toEqual(addresses);
    expect(players.map(({ party }) => party?.peers.length)).toEqual([2, 2, 2]);
    expect(others.flatMap(codesOf)).toEqual([]);
  });

  it('who only quit had handed over before, and finds the party again', async () => {
    const { players } = await gathered(['Anna', 'Ben', 'Mara']);
    const [anna, ...others] = players;
    const addresses = addressesOf(players);
    await anna.stop();
    await goesOn(others, 1000);
    await world.pass(20_000);
    await anna.start();
    await goesOn(players, 60_000);
    await areTogether(players);
    expect(addressesOf(players)).toEqual(addresses);
  });
});

/** Two users of one computer, each with LANrage as it is at first. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EngineWorld } from '../world/engines/engine-world.ts';
import type { Player } from '../world/engines/player.ts';

let world: EngineWorld;
beforeEach(() => {
  world = new EngineWorld();
});
afterEach(() => world.close());

async function twoUsers(): Promise<{ first: Player; second: Player }> {
  const first = world.player('Anna', null);
  const second = world.playerBeside(first, 'Ben');
  for (const player of [first, second]) await player.start();
  return { first, second };
}

async function hostAndFriend(host: Player, friendName: string): Promise<Player> {
  const { invite } = await host.get((engine) => engine.createParty({ name: `${host.name}'s` }));
  const friend = world.player(friendName);
  await friend.start();
  await friend.get((engine) => engine.joinParty({ invite }));
  return friend;
}

describe('two users of one computer', () => {
  it('both host a party and play in it, with nothing set, and still do after a restart', async () => {
    const { first, second } = await twoUsers();
    const friends: [Player, Player][] = [];
    for (const [host, name] of [
      [first, 'Carl'],
      [second, 'Dora'],
    ] as const) {
      friends.push([host, await hostAndFriend(host, name)]);
    }
    const play = () =>
      world.until(
        () => friends.every(([host, friend]) => isReached(host, friend) && isReached(friend, host)),
        'both play',
        120_000,
      );
    await play();
    expect([...first.computer.tunnels.keys()]).toEqual(['lanrage0', 'lanrage1']);
    expect(first.party?.subnet).not.toBe(second.party?.subnet);
    expect((await second.look()).waiting).toEqual([]);
    const before = second.party?.invite;

    await first.stop();
    await second.stop();
    // The other order: the invites that were given out lead to the same places.
    await second.start();
    await first.start();
    await play();
    expect(second.party?.invite).toBe(before);
  });

  it('adopts its own device after a crash, also where it had to take another name', async () => {
    const { first, second } = await twoUsers();
    await hostAndFriend(first, 'Carl');
    const dora = await hostAndFriend(second, 'Dora');
    await world.until(() => isReached(second, dora), 'Ben plays');
    await first.stop();
    const device = second.computer.tunnels.get('lanrage1');
    second.kill();
    second.helper.hangUp();
    await world.pass(1000);
    await second.start();
    await world.until(() => isReached(second, dora), 'Ben plays again');
    expect([...second.computer.tunnels.values()]).toEqual([device]);
  });

  it('says through whose device the addresses clash where two parties have the same ones', async () => {
    const { first, second } = await twoUsers();
    await first.get((engine) => engine.createParty({ name: 'Friday' }));
    const carl = world.player('Carl', null);
    await carl.start();
    const { invite } = await carl.get((engine) => engine.createParty({ name: 'Saturday' }));
    const joined = await second.ask((engine) => engine.joinParty({ invite }));
    expect(joined).toMatchObject({
      fault: { code: 'tunnel.address-conflict', args: { subnet: '10.66.0.0/16', device: 'lanrage0' } },
    });
  });
});

function isReached(one: Player, other: Player): boolean {
  const state = one.sees(other)?.state;
  return state === 'direct' || state === 'relayed';
}

/** What a player's own servers do for whom. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EngineWorld } from '../world/engines/engine-world.ts';
import { playersAt, SYMMETRIC } from '../world/engines/party-of-two.ts';
import type { Player } from '../world/engines/player.ts';

let world: EngineWorld;
beforeEach(() => {
  world = new EngineWorld();
});
afterEach(() => world.close());

async function started(name: string, nat?: Parameters<EngineWorld['player']>[1]): Promise<Player> {
  const player = world.player(name, nat);
  await player.start();
  return player;
}

/** Anna hosts; Ben, who only reaches others by a relay, comes by her invite. */
async function hostWithFriend() {
  const [host, friend] = [await started('Anna', null), await started('Ben', SYMMETRIC)];
  const { invite } = await host.get((engine) => engine.createParty({ name: 'At home' }));
  await friend.get((engine) => engine.joinParty({ invite }));
  await reach(host, friend);
  return { host, friend, invite, server: `ws://${host.computer.publicAddress}:8667` };
}

async function reach(a: Player, b: Player): Promise<void> {
  const is = (one: Player, other: Player): boolean =>
    ['direct', 'relayed'].includes(one.sees(other)?.state ?? '');
  await world.until(() => is(a, b) && is(b, a), `${a.name} and ${b.name} reach each other`, 120_000);
}

const codesOf = ({ shown }: Player): string[] => shown.notices.map(({ fault }) => fault.code);

describe('a player who hosts a party', () => {
  it('has no strangers’ party on the own servers, however they ask', async () => {
    const { host, friend, server } = await hostWithFriend();
    const [eve, mallory] = [await started('Eve', SYMMETRIC), await started('Mallory', SYMMETRIC)];
    for (const stranger of [eve, mallory]) {
      await stranger.get((engine) => engine.updateSettings({ controlServer: server }));
    }
    const elsewhere = await world.server('play.example');
    const made = await eve.ask((engine) => engine.createParty({ name: 'Strangers' }));
    expect(made).toMatchObject({ ok: false, fault: { code: 'party.not-hosted-here' } });
    await eve.get((engine) => engine.updateSettings({ controlServer: elsewhere.url }));
    const { code } = await eve.get((engine) => engine.createParty({ name: 'Strangers' }));
    const joined = await mallory.ask((engine) => engine.joinParty({ invite: code }));
    expect(joined).toMatchObject({ ok: false, fault: { code: 'party.not-hosted-here' } });
    expect(mallory.computer.tunnels.size).toBe(0);
    await reach(host, friend);
    expect(host.party?.peers).toHaveLength(1);
  });

  it('has the friends back after a restart, and takes in new ones', async () => {
    const { host, friend, invite } = await hostWithFriend();
    await host.stop();
    await world.until(() => friend.party?.control === 'reconnecting', 'the friend is without a server');
    await host.start();
    await reach(host, friend);
    const carl = await started('Carl', SYMMETRIC);
    await carl.get((engine) => engine.joinParty({ invite }));
    await reach(carl, friend);
    await world.until(() => carl.sees(friend)?.state === 'relayed', 'they are relayed');
    const { serving } = (await host.look()).party ?? {};
    expect(serving).toMatchObject({ endpoint: `${host.computer.publicAddress}:3478`, clients: 2 });
    expect(serving?.bytesForwarded).toBeGreaterThan(0);
    expect(host.party).toMatchObject({ hosting: true, name: 'At home' });
  });

  it('makes the party again where its list was lost, and the friends are back', async () => {
    const { host, friend } = await hostWithFriend();
    await host.stop();
    host.loseOwnServers();
    await host.start();
    await reach(host, friend);
    expect([...codesOf(host), ...codesOf(friend)]).toContain('party.remade');
  });

  it('keeps nobody of the party before it, who learn so', async () => {
    const { host, friend } = await hostWithFriend();
    await host.get((engine) => engine.leaveParty({}));
    await host.get((engine) => engine.createParty({ name: 'Another' }));
    await world.until(() => codesOf(friend).includes('party.not-hosted-here'), 'the friend is told', 120_000);
    expect(friend.party).toMatchObject({ name: 'At home', control: 'reconnecting' });
    expect(host.party?.peers).toEqual([]);
  });
});

describe('a player who relays for friends', () => {
  it('serves each member of the party, also those who come later', async () => {
    const { server, anna, ben } = await playersAt(world, SYMMETRIC);
    const friend = await started('Carl', null);
    await friend.get((engine) => engine.updateSettings({ controlServer: server.url, relayForFriends: true }));
    const { code } = await anna.get((engine) => engine.createParty({ name: 'Friday' }));
    await friend.get((engine) => engine.joinParty({ invite: code }));
    const serves = async (clients: number): Promise<void> => {
      for (let tries = 0; tries < 60; tries++) {
        await world.pass(1000);
        if ((await friend.look()).party?.serving?.clients === clients) return;
      }
      throw new Error(`serves ${friend.party?.serving?.clients}, not ${clients}`);
    };
    await serves(2);
    await ben.get((engine) => engine.joinParty({ invite: code }));
    await serves(3);
  });
});

/** What a party does without its servers, and without its network. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EngineWorld } from '../world/engines/engine-world.ts';
import { bothReach, partyOfTwo, playersAt, SYMMETRIC } from '../world/engines/party-of-two.ts';

let world: EngineWorld;
beforeEach(() => {
  world = new EngineWorld();
});
afterEach(() => world.close());

describe('a party whose servers are lost', () => {
  it('plays on by its direct paths, says so, and is whole again once they are back', async () => {
    const party = await partyOfTwo(world);
    const { server, anna, ben } = party;
    await bothReach(party, 'direct');
    await server.stop();
    await world.until(() => anna.party?.control === 'reconnecting', 'Anna says so');
    await world.pass(60_000);
    for (const [player, other] of [
      [anna, ben],
      [ben, anna],
    ] as const) {
      expect(player.party).toMatchObject({ control: 'reconnecting', relay: { reached: false } });
      expect(player.sees(other)).toMatchObject({ state: 'direct', lossRatio: 0 });
    }
    await server.start();
    const isWhole = (): boolean =>
      [anna, ben].every(({ party }) => party?.control === 'connected' && party.relay?.reached === true);
    await world.until(isWhole, 'both are connected again', 120_000);
    await world.pass(10_000);
    await bothReach(party, 'direct');
  });

  it('and with them the only way of two that are relayed, says so and has it back with them', async () => {
    const party = await partyOfTwo(world, SYMMETRIC);
    const { server, anna, ben } = party;
    await bothReach(party, 'relayed');
    await server.stop();
    await world.until(() => anna.sees(ben)?.state === 'lost', 'Anna says that Ben is lost');
    await server.start();
    await bothReach(party, 'relayed');
    expect(anna.party?.peers).toHaveLength(1);
  });

  it('has a relayed pair meet at another relay where theirs falls silent', async () => {
    const { server, anna, ben } = await playersAt(world, SYMMETRIC);
    const relay = await world.server('relay.example', server);
    await world.pass(1000);
    const { code } = await anna.get((engine) => engine.createParty({ name: 'Friday' }));
    await ben.get((engine) => engine.joinParty({ invite: code }));
    const party = { world, server, anna, ben, code };
    await bothReach(party, 'relayed');
    await world.pass(30_000);
    const relays = [server, relay];
    const theirs = relays.find(({ relayEndpoint }) => relayEndpoint === anna.sees(ben)?.endpoint);
    const other = relays.find((one) => one !== theirs);
    if (theirs === undefined || other === undefined) throw new Error('they meet at no relay');
    theirs.computer.blocksUdp = true;
    const isMoved = (): boolean =>
      anna.sees(ben)?.endpoint === other.relayEndpoint && ben.sees(anna)?.endpoint === other.relayEndpoint;
    await world.until(isMoved, 'they meet at the other relay');
    await world.pass(70_000);
    expect(anna.sees(ben)).toMatchObject({ state: 'relayed', lossRatio: 0 });
  });

  it('is offered to nobody who joins meanwhile, who is told which server is missing', async () => {
    const { server, code } = await partyOfTwo(world);
    const carl = world.player('Carl');
    await carl.start();
    await carl.get((engine) => engine.updateSettings({ controlServer: server.url }));
    await server.stop();
    const joined = await carl.ask((engine) => engine.joinParty({ invite: code }));
    expect(joined).toMatchObject({
      ok: false,
      fault: { code: 'control.unreachable', args: { server: server.url, reason: 'errno' } },
    });
    expect(carl.computer.tunnels.size).toBe(0);
  });
});

describe('a player without a network', () => {
  it('is shown away to the others, and is back where they were once it has one', async () => {
    const party = await partyOfTwo(world);
    const { anna, ben } = party;
    await bothReach(party, 'direct');
    ben.computer.isOnline = false;
    await world.until(() => anna.sees(ben)?.state === 'away', 'Anna sees that Ben is away', 120_000);
    await world.until(() => ben.sees(anna)?.state === 'lost', 'Ben sees that Anna is lost', 120_000);
    ben.computer.isOnline = true;
    await bothReach(party, 'direct');
    expect(ben.party?.self.address).toBe('10.66.0.2');
  });
});

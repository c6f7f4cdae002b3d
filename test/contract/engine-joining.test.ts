/** What stands in the way of one who joins: servers that restart, other people's, and a name that nobody can show. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EngineWorld } from '../world/engines/engine-world.ts';
import { partyOfTwo, playersAt, SYMMETRIC } from '../world/engines/party-of-two.ts';
import type { Player } from '../world/engines/player.ts';

let world: EngineWorld;
beforeEach(() => {
  world = new EngineWorld();
});
afterEach(() => world.close());

const linkOf = (code: string, ...servers: string[]): string =>
  `lanrage://join/${servers.map((name) => `${name}:8667`).join(',')}#${code}`;

async function playerAt(server: { readonly url: string }, name: string): Promise<Player> {
  const player = world.player(name);
  await player.start();
  await player.get((engine) => engine.updateSettings({ controlServer: server.url }));
  return player;
}

describe('an engine that joins while the server restarts', () => {
  it.each([
    ['is down when it asks', 0],
    ['goes down while it connects', 30],
    ['goes down while it says who it is', 50],
    ['goes down before it is let in', 70],
  ])('is in once the server is back, where that %s', async (_, afterMs) => {
    const { server, code } = await partyOfTwo(world);
    const carl = await playerAt(server, 'Carl');
    if (afterMs === 0) await server.stop();
    const joining = carl.ask((engine) => engine.joinParty({ invite: code }));
    await world.pass(afterMs);
    await server.stop();
    await world.pass(2000);
    await server.start();
    const backAtMs = world.world.nowMs;
    expect(await joining).toMatchObject({ ok: true });
    expect(world.world.nowMs - backAtMs).toBeLessThan(5000);
    expect((await carl.look()).party).toMatchObject({ name: 'Friday', self: { address: '10.66.0.3' } });
  });

  it('is in at once where the relay alone is away, and reaches everybody soon after it is back', async () => {
    const { server, code, anna, ben } = await partyOfTwo(world, SYMMETRIC);
    const carl = world.player('Carl', SYMMETRIC);
    await carl.start();
    await carl.get((engine) => engine.updateSettings({ controlServer: server.url }));
    server.computer.blocksUdp = true;
    expect(await carl.ask((engine) => engine.joinParty({ invite: code }))).toMatchObject({ ok: true });
    await world.pass(3000);
    expect(carl.sees(anna)?.state).toBe('reaching');
    server.computer.blocksUdp = false;
    const all = [anna, ben, carl];
    const isReached = (player: Player, other: Player): boolean => player.sees(other)?.state === 'relayed';
    await world.until(
      () => all.every((player) => all.every((other) => other === player || isReached(player, other))),
      'all reach each other',
      5000,
    );
  });

  it('is told so, and no longer in the way of anything, where the server stays away', async () => {
    const { server, code } = await partyOfTwo(world);
    const carl = await playerAt(server, 'Carl');
    await server.stop();
    const askedAtMs = world.world.nowMs;
    expect(await carl.ask((engine) => engine.joinParty({ invite: code }))).toMatchObject({
      fault: { code: 'control.unreachable', args: { server: server.url } },
    });
    expect(world.world.nowMs - askedAtMs).toBeLessThan(15_000);
    expect(await carl.look()).toMatchObject({ party: null, activity: 'idle' });
  });

  it('does not ask again for a name that nobody has', async () => {
    const { code, server } = await partyOfTwo(world);
    const carl = await playerAt(server, 'Carl');
    const askedAtMs = world.world.nowMs;
    const joined = await carl.ask((engine) => engine.joinParty({ invite: linkOf(code, 'no.example') }));
    expect(joined).toMatchObject({ fault: { code: 'control.unreachable', args: { errno: 'ENOTFOUND' } } });
    expect(world.world.nowMs - askedAtMs).toBeLessThan(1000);
  });

  it('stops at once when LANrage is quit', async () => {
    const { server, code } = await partyOfTwo(world);
    const carl = await playerAt(server, 'Carl');
    await server.stop();
    const joining = carl.ask((engine) => engine.joinParty({ invite: code }));
    await world.pass(500);
    const quitAtMs = world.world.nowMs;
    await carl.stop();
    expect(await joining).toMatchObject({ ok: false });
    expect(world.world.nowMs - quitAtMs).toBeLessThan(1000);
  });
});

describe('an invite with several addresses, of which the first leads to another host', () => {
  it('leads to the party all the same, which is found again after a restart and made nowhere else', async () => {
    const { anna, server } = await playersAt(world);
    await world.server('other.example');
    const { code } = await anna.get((engine) => engine.createParty({ name: 'Friday' }));
    const carl = await playerAt(server, 'Carl');
    const invite = linkOf(code, 'other.example', 'play.example');
    await carl.get((engine) => engine.joinParty({ invite }));
    await world.until(() => carl.sees(anna)?.state === 'direct', 'Carl reaches Anna');

    await carl.stop();
    await carl.start();
    await world.until(() => carl.sees(anna)?.state === 'direct', 'Carl reaches Anna again');
    await server.stop();
    await world.until(() => carl.party?.control === 'reconnecting', 'Carl waits');
    await world.pass(20_000);
    await server.start();
    await world.until(() => carl.party?.control === 'connected', 'Carl is back', 120_000);
    expect(carl.shown.notices.map(({ fault }) => fault.code)).not.toContain('party.remade');

    const dora = await playerAt(server, 'Dora');
    const elsewhere = await dora.ask((engine) => engine.joinParty({ invite: linkOf(code, 'other.example') }));
    expect(elsewhere).toMatchObject({ fault: { code: 'party.not-found' } });
  });

  it('names those who said no where nobody else is left', async () => {
    const { ben, anna } = await playersAt(world);
    await world.server('other.example');
    await world.server('third.example');
    const { code } = await anna.get((engine) => engine.createParty({ name: 'Friday' }));
    const invite = linkOf(code, 'other.example', 'third.example');
    expect(await ben.ask((engine) => engine.joinParty({ invite }))).toMatchObject({
      fault: {
        code: 'party.not-found',
        args: { server: 'ws://other.example:8667, ws://third.example:8667' },
      },
    });
  });

  it('names those that gave no answer where the party may be at one of them', async () => {
    const { ben, anna, server } = await playersAt(world);
    await world.server('other.example');
    const { code } = await anna.get((engine) => engine.createParty({ name: 'Friday' }));
    await server.stop();
    const invite = linkOf(code, 'other.example', 'play.example');
    expect(await ben.ask((engine) => engine.joinParty({ invite }))).toMatchObject({
      fault: { code: 'control.unreachable', args: { server: 'ws://play.example:8667' } },
    });
  });
});

describe('a player who chose no name', () => {
  it.each([
    ['is like any other', 'laptop', 'laptop'],
    ['is as long as no name may be', 'x'.repeat(64), 'x'.repeat(40)],
    ['would be cut within an emoji', `${'a'.repeat(39)}😀`, 'a'.repeat(39)],
    ['holds what nobody sees', 'lap\u200btop\u202e', 'laptop'],
    ['is blank', ' ', 'Player'],
    ['is drawn as nothing', '\u2800', 'Player'],
  ])('is seen by the others where the name of the machine %s', async (_, hostName, name) => {
    const { anna, ben } = await playersAt(world);
    ben.computer.hostName = hostName;
    await ben.stop();
    await ben.start();
    await ben.get((engine) => engine.updateSettings({ displayName: '' }));
    const { code } = await anna.get((engine) => engine.createParty({ name: 'Friday' }));
    await ben.get((engine) => engine.joinParty({ invite: code }));
    await world.pass(1000);
    expect(anna.party?.peers.map((peer) => peer.name)).toEqual([name]);
    expect((await ben.look()).party?.self.name).toBe(name);
  });
});

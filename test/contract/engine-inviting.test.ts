/** What an engine tells of who can join its party. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { judgeInviting } from '../../shared/inviting/judge-inviting.ts';
import { EngineWorld } from '../world/engines/engine-world.ts';
import { SYMMETRIC } from '../world/engines/party-of-two.ts';
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

const verdictOf = async (player: Player) => judgeInviting((await player.look()).inviting);

describe('who can join', () => {
  it('is not known without a party', async () => {
    const anna = await started('Anna');
    expect(await verdictOf(anna)).toMatchObject({ reach: 'unknown', because: 'nothing-seen' });
    const checked = await anna.ask((engine) => engine.checkInviting({}));
    expect(checked).toMatchObject({ ok: false, fault: { code: 'party.none' } });
  });

  it('is only the own house, at home behind a router that opens nothing, with its reason', async () => {
    const anna = await started('Anna');
    await anna.get((engine) => engine.createParty({ name: 'At home' }));
    expect(await verdictOf(anna)).toMatchObject({
      reach: 'house',
      why: 'router-refuses',
      fault: { code: 'portmap.none-found' },
      codeSuffices: false,
    });
    const checked = await anna.get((engine) => engine.checkInviting({}));
    expect(judgeInviting(checked)).toMatchObject({ reach: 'house', why: 'router-refuses' });
  });

  it('names the setting where that keeps the router from being asked', async () => {
    const anna = await started('Anna');
    await anna.get((engine) => engine.updateSettings({ portMapping: false }));
    await anna.get((engine) => engine.createParty({ name: 'At home' }));
    expect(await verdictOf(anna)).toMatchObject({ reach: 'house', why: 'router-not-asked' });
  });

  it('is everybody on a machine of the Internet, as a guess while nobody outside could be asked', async () => {
    const anna = await started('Anna', null);
    await anna.get((engine) => engine.createParty({ name: 'Open' }));
    await world.pass(15_000);
    expect(await verdictOf(anna)).toMatchObject({ reach: 'anywhere', by: 'own-address', sure: false });
    expect(anna.shown.inviting.outside).toMatchObject({ result: 'nobody-to-ask' });
  });

  it('is everybody with a server of the Internet, until it falls silent', async () => {
    const server = await world.server('play.example');
    const ben = await started('Ben', SYMMETRIC);
    await ben.get((engine) => engine.updateSettings({ controlServer: server.url }));
    await ben.get((engine) => engine.createParty({ name: 'Friday' }));
    expect(await verdictOf(ben)).toMatchObject({ reach: 'anywhere', by: 'server', sure: true });
    await server.stop();
    await world.until(() => ben.party?.control === 'reconnecting', 'the server is gone', 120_000);
    expect(await verdictOf(ben)).toMatchObject({ reach: 'unknown', because: 'server-silent' });
  });

  it('is nearly everybody by the code alone where meeting places answer, and as few as before when none does', async () => {
    const anna = world.player('Anna');
    anna.meetsByCode = true;
    await anna.start();
    await anna.get((engine) => engine.createParty({ name: 'At home' }));
    await world.until(() => judgeInviting(anna.shown.inviting).codeSuffices, 'the code suffices', 15_000);
    expect(anna.shown.inviting).toMatchObject({ meets: 'on', rendezvous: [{ way: 'nostr', state: 'open' }] });
    expect(anna.shown.inviting.reflexive, 'as seen before WireGuard took the port').toMatch(
      /^93\.184\.1\.\d+:\d+$/,
    );
    expect(await verdictOf(anna)).toMatchObject({ reach: 'most', helps: [] });
    world.internet.meetingPlaces.isUp = false;
    expect(await verdictOf(anna)).toMatchObject({ reach: 'house', why: 'no-place-answers' });
  });

  it('is told to guests of a party that one of them hosts', async () => {
    const [anna, ben] = [await started('Anna', null), await started('Ben', SYMMETRIC)];
    const { invite } = await anna.get((engine) => engine.createParty({ name: 'Open' }));
    await ben.get((engine) => engine.joinParty({ invite }));
    expect(await verdictOf(ben)).toMatchObject({ reach: 'anywhere', by: 'server', sure: true });
  });
});

/** Ten whole engines that enter one party at the same moment. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { EngineWorld } from '../world/engines/engine-world.ts';
import { SYMMETRIC } from '../world/engines/party-of-two.ts';
import type { Player } from '../world/engines/player.ts';

const GUESTS = 9;
const SOON_MS = 5000;

let world: EngineWorld;
beforeEach(() => {
  world = new EngineWorld();
});
afterEach(() => world.close());

/** Anna is open to everybody; the others' routers let nobody in. */
async function tenPlayers(): Promise<{ anna: Player; all: Player[]; code: string }> {
  const server = await world.server('play.example');
  const anna = world.player('Anna', null);
  const guests = Array.from({ length: GUESTS }, (_, i) => world.player(`Guest ${i + 1}`, SYMMETRIC));
  const all = [anna, ...guests];
  for (const player of all) {
    await player.start();
    await player.get((engine) => engine.updateSettings({ controlServer: server.url }));
  }
  const { code } = await anna.get((engine) => engine.createParty({ name: 'Friday' }));
  return { anna, all, code };
}

it.each([
  ['a control server nearby', 0],
  ['a control server that is a second and a half late with what they tell each other', 1500],
])(
  'reach each other within 5 s of entering, keep their sessions, and go direct where it can be; %s',
  async (_, lateMs) => {
    const { anna, all, code } = await tenPlayers();
    world.internet.controlLateMs = lateMs;
    const guests = all.slice(1);
    await Promise.all(guests.map((guest) => guest.get((engine) => engine.joinParty({ invite: code }))));
    const others = (player: Player) => all.filter((other) => other !== player);
    const isReached = (player: Player, other: Player) => player.sees(other)?.latencyMs != null;
    await world.until(
      () => all.every((player) => others(player).every((other) => isReached(player, other))),
      'all 45 pairs reach each other',
      SOON_MS + 3 * lateMs,
    );
    const bad: string[] = [];
    for (let second = 0; second < 20; second++) {
      await world.pass(1000);
      for (const player of all) {
        const peers = others(player).map((other) => player.sees(other)?.state);
        if (peers.some((state) => state !== 'relayed' && state !== 'direct'))
          bad.push(`${player.name}: ${peers}`);
        for (const relay of player.party?.relays ?? [])
          if (!relay.reached || relay.transport !== 'udp')
            bad.push(`${player.name}: relay ${relay.transport}`);
      }
    }
    expect(bad).toEqual([]);
    expect(guests.map((guest) => [anna.sees(guest)?.state, guest.sees(anna)?.state])).toEqual(
      guests.map(() => ['direct', 'direct']),
    );
  },
);

/** Where most evenings begin: Anna made a party, and Ben came by its code. */
import type { NatKind } from '../nat.ts';
import type { EngineWorld } from './engine-world.ts';
import type { Player } from './player.ts';
import type { Server } from './server.ts';

export interface PartyOfTwo {
  readonly world: EngineWorld;
  readonly server: Server;
  readonly anna: Player;
  readonly ben: Player;
  readonly code: string;
}

/** Gives each connection a port of its own, and lets in only whom it was given for: no direct path between two. */
export const SYMMETRIC: NatKind = {
  mapping: 'address-and-port-dependent',
  filtering: 'address-and-port-dependent',
};

/** A server, and players whose engines run and who would make a party there. */
export async function playersAt(world: EngineWorld, nat?: NatKind): Promise<Omit<PartyOfTwo, 'code'>> {
  const server = await world.server('play.example');
  const [anna, ben] = [world.player('Anna', nat), world.player('Ben', nat)];
  for (const player of [anna, ben]) {
    await player.start();
    await player.get((engine) => engine.updateSettings({ controlServer: server.url }));
  }
  return { world, server, anna, ben };
}

/** @param nat - of both their routers. */
export async function partyOfTwo(world: EngineWorld, nat?: NatKind): Promise<PartyOfTwo> {
  const players = await playersAt(world, nat);
  const { anna, ben } = players;
  const { code } = await anna.get((engine) => engine.createParty({ name: 'Friday' }));
  await ben.get((engine) => engine.joinParty({ invite: code }));
  return { ...players, code };
}

/** Waits until both reach each other so. */
export async function bothReach(
  { world, anna, ben }: PartyOfTwo,
  state: 'direct' | 'relayed',
): Promise<void> {
  await world.until(
    () => anna.sees(ben)?.state === state && ben.sees(anna)?.state === state,
    `both reach each other ${state}: ${anna.sees(ben)?.state}, ${ben.sees(anna)?.state}`,
  );
}

/** Whole engines by their real wiring, in a world that is none. */
import { afterEach, describe, expect, it } from 'vitest';
import { EngineWorld } from '../world/engines/engine-world.ts';

let world: EngineWorld;
afterEach(() => world.close());

describe('two engines', () => {
  it('create a party and join it by its code, see each other, and get a direct path', async () => {
    world = new EngineWorld();
    const server = await world.server('play.example');
    const [anna, ben] = [world.player('Anna'), world.player('Ben')];
    for (const player of [anna, ben]) {
      await player.start();
      await player.get((engine) => engine.updateSettings({ controlServer: server.url }));
    }
    const { code } = await anna.get((engine) => engine.createParty({ name: 'Friday' }));
    const joined = await ben.get((engine) => engine.joinParty({ invite: code }));
    expect(joined).toMatchObject({ name: 'Friday', address: '10.66.0.2' });
    await world.until(() => ben.sees(anna)?.state === 'direct', 'Ben reaches Anna directly');
    await world.until(() => anna.sees(ben)?.state === 'direct', 'Anna reaches Ben directly');
    expect(anna.sees(ben)).toMatchObject({ address: '10.66.0.2' });
  });
});

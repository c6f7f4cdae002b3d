/** What an engine tells people, for as long as it is so. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EngineWorld } from '../world/engines/engine-world.ts';
import { bothReach, partyOfTwo, playersAt } from '../world/engines/party-of-two.ts';
import type { Player } from '../world/engines/player.ts';

let world: EngineWorld;
beforeEach(() => {
  world = new EngineWorld();
});
afterEach(() => world.close());

const codesOf = ({ shown }: Player): string[] => shown.notices.map(({ fault }) => fault.code);

/** How often its log told of this, over all its starts. */
async function timesLogged(player: Player, message: string, code: string): Promise<number> {
  const lines = await player.get((engine) => engine.getLogs({ level: 'info', contains: code, limit: 100 }));
  return lines.filter(({ text }) => new RegExp(`^${message} `).test(text)).length;
}

describe('a notice', () => {
  it('of lost settings is in the log, once', async () => {
    const { anna } = await playersAt(world);
    await anna.stop();
    writeFileSync(join(anna.dataDir, 'lanrage.db'), 'no database at all\n'.repeat(300));
    await anna.start();
    expect(codesOf(anna)).toEqual(['settings.repaired']);
    expect(await timesLogged(anna, 'notice', 'settings.repaired')).toBe(1);
    await anna.stop();
    await anna.start();
    expect(codesOf(anna)).toEqual([]);
  });

  it('of a setting that is not understood ends when the setting is changed, and not with another one', async () => {
    const { anna } = await playersAt(world);
    await anna.stop();
    const database = new DatabaseSync(join(anna.dataDir, 'lanrage.db'));
    database.exec(`INSERT INTO setting (key, value) VALUES ('mtu', '12')`);
    database.close();
    await anna.start();
    expect(codesOf(anna)).toEqual(['settings.invalid']);
    await anna.get((engine) => engine.updateSettings({ lanGames: false }));
    await anna.look();
    expect(codesOf(anna)).toEqual(['settings.invalid']);
    const { mtu } = await anna.get((engine) => engine.getSettings({}));
    await anna.get((engine) => engine.updateSettings({ mtu }));
    await anna.look();
    expect(codesOf(anna)).toEqual([]);
    expect(await timesLogged(anna, 'notice over', 'settings.invalid')).toBe(1);
  });

  it('of a helper that may not start ends once it runs', async () => {
    const party = await partyOfTwo(world);
    const { ben } = party;
    await bothReach(party, 'direct');
    ben.helper.isAllowed = false;
    ben.helper.kill();
    await world.until(() => codesOf(ben).includes('helper.refused'), 'Ben is told');
    ben.helper.isAllowed = true;
    await ben.get((engine) => engine.setUpTunnel({}));
    await world.until(() => codesOf(ben).length === 0, 'nothing is told any more');
  });

  it('of a helper that keeps ending stands while it may end again, and no longer', async () => {
    const party = await partyOfTwo(world);
    const { ben } = party;
    await bothReach(party, 'direct');
    for (let times = 0; times < 6; times++) {
      ben.helper.kill();
      await world.pass(500);
    }
    await world.pass(60_000);
    expect(ben.shown.tunnel.state).toBe('ready');
    expect(codesOf(ben)).toEqual(['helper.keeps-ending']);
    await world.pass(6 * 60_000);
    expect(codesOf(ben)).toEqual([]);
  });

  it('of a party that its server forgot ends when the server knows it again', async () => {
    const { anna, ben, server } = await playersAt(world);
    await world.server('other.example');
    const { code } = await anna.get((engine) => engine.createParty({ name: 'Friday' }));
    const invite = `lanrage://join/other.example:8667,play.example:8667#${code.replaceAll('-', '')}`;
    await ben.get((engine) => engine.joinParty({ invite }));
    await world.until(() => ben.sees(anna)?.state === 'direct', 'Ben reaches Anna');
    await anna.stop();
    await server.stop();
    server.forget();
    await server.start();
    await world.until(() => codesOf(ben).includes('party.not-found'), 'Ben is told', 120_000);
    await anna.start();
    await world.until(() => ben.party?.control === 'connected', 'Ben is back', 120_000);
    expect(codesOf(ben)).toEqual([]);
    expect(codesOf(anna)).toEqual(['party.remade']);
    await anna.get((engine) => engine.leaveParty({}));
    await anna.look();
    expect(codesOf(anna)).toEqual([]);
  });
});

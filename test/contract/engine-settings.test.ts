/** What a changed setting does in a party that runs, and what waits for the next one. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EngineWorld } from '../world/engines/engine-world.ts';
import { bothReach, type PartyOfTwo, partyOfTwo } from '../world/engines/party-of-two.ts';
import type { Player } from '../world/engines/player.ts';

let world: EngineWorld;
let party: PartyOfTwo;
beforeEach(async () => {
  world = new EngineWorld();
  party = await partyOfTwo(world);
  await bothReach(party, 'direct');
});
afterEach(() => world.close());

const tunnelOf = ({ computer }: Player) => [...computer.tunnels.values()][0];

/** Keepalives of everybody but decoys. */
const keepalivesOf = (player: Player): number[] =>
  (tunnelOf(player)?.peers() ?? [])
    .filter(({ allowedIps }) => allowedIps.length > 0)
    .map(({ keepaliveSeconds }) => keepaliveSeconds);

describe('a setting that is changed during a party', () => {
  it('is seen by the others at once: a name', async () => {
    const { anna, ben } = party;
    await ben.get((engine) => engine.updateSettings({ displayName: 'Benjamin' }));
    await world.until(() => anna.party?.peers[0]?.name === 'Benjamin', 'Anna sees the new name');
    expect((await ben.look()).party?.self.name).toBe('Benjamin');
  });

  it('waits for the next tunnel: its packet size and port', async () => {
    const { anna } = party;
    const port = tunnelOf(anna)?.port;
    await anna.get((engine) => engine.updateSettings({ mtu: 1280, wireguardPort: 52_000 }));
    await world.pass(10_000);
    expect(tunnelOf(anna)).toMatchObject({ mtu: 1420, port });
    await anna.get((engine) => engine.leaveParty({}));
    await anna.get((engine) => engine.createParty({ name: 'Next' }));
    expect(tunnelOf(anna)).toMatchObject({ mtu: 1280, port: 52_000 });
  });

  it('waits for the next party: keepalives and the addresses to choose from', async () => {
    const { anna } = party;
    const before = keepalivesOf(anna);
    await anna.get((engine) => engine.updateSettings({ keepaliveSeconds: 7, subnet: '10.77.0.0/16' }));
    await world.pass(10_000);
    expect(keepalivesOf(anna)).toEqual(before);
    expect(anna.party?.subnet).toBe('10.66.0.0/16');
    const next = await anna
      .get((engine) => engine.leaveParty({}))
      .then(() => anna.get((engine) => engine.createParty({ name: 'Next' })));
    await party.ben.get((engine) => engine.leaveParty({}));
    await party.ben.get((engine) => engine.joinParty({ invite: next.code }));
    await bothReach(party, 'direct');
    expect(keepalivesOf(anna)).toEqual([7]);
    expect(anna.party?.subnet).toBe('10.77.0.0/16');
  });

  it('and is refused where it is none, with what it may be; nothing changes', async () => {
    const { anna } = party;
    const before = await anna.get((engine) => engine.getSettings({}));
    const refused = await anna.ask((engine) => engine.updateSettings({ mtu: 1 }));
    expect(refused).toMatchObject({ ok: false, fault: { code: 'settings.invalid' } });
    expect(await anna.get((engine) => engine.getSettings({}))).toEqual(before);
  });

  it('stays changed after a restart', async () => {
    const { anna } = party;
    await anna.get((engine) => engine.updateSettings({ mtu: 1300 }));
    await anna.stop();
    await anna.start();
    await bothReach(party, 'direct');
    expect(await anna.get((engine) => engine.getSettings({}))).toMatchObject({ mtu: 1300 });
    expect(tunnelOf(anna)?.mtu).toBe(1300);
  });
});

describe('what waits is applied', () => {
  it('by restarting the tunnel; the party stays, and the friend is reached again', async () => {
    const { anna, ben } = party;
    await anna.get((engine) => engine.updateSettings({ mtu: 1280, wireguardPort: 52_000 }));
    expect((await anna.look()).waiting.map(({ name, until }) => [name, until])).toEqual([
      ['mtu', 'tunnel'],
      ['wireguardPort', 'tunnel'],
    ]);
    const { applied, waiting } = await anna.get((engine) => engine.applyWaiting({}));
    expect({ applied, waiting }).toEqual({ applied: ['mtu', 'wireguardPort'], waiting: [] });
    expect(tunnelOf(anna)).toMatchObject({ mtu: 1280, port: 52_000 });
    await world.until(() => ben.sees(anna)?.state === 'direct', 'Ben reaches Anna again');
    await bothReach(party, 'direct');
    expect((await anna.diagnose()).filter(({ status }) => status === 'failed')).toEqual([]);
  });

  it('by entering the same party again, at the same address', async () => {
    const { anna } = party;
    const { address } = anna.party?.self ?? {};
    await anna.get((engine) => engine.updateSettings({ keepaliveSeconds: 7, interfaceName: 'lanrage7' }));
    const { waiting } = await anna.get((engine) => engine.applyWaiting({}));
    expect(waiting).toEqual([]);
    await anna.look();
    await bothReach(party, 'direct');
    expect([...anna.computer.tunnels.keys()]).toEqual(['lanrage7']);
    expect(keepalivesOf(anna)).toEqual([7]);
    expect(anna.party?.self.address).toBe(address);
  });

  it('and goes back to how it was where the new port is taken', async () => {
    const { anna } = party;
    anna.computer.bind(null, 52_000, () => undefined);
    await anna.get((engine) => engine.updateSettings({ wireguardPort: 52_000 }));
    const refused = await anna.ask((engine) => engine.applyWaiting({}));
    expect(refused).toMatchObject({ ok: false, fault: { code: 'tunnel.port-taken' } });
    expect(tunnelOf(anna)?.port).not.toBe(52_000);
    await bothReach(party, 'direct');
  });

  it('at the next start alone where it is the port of the page', async () => {
    const { anna } = party;
    await anna.get((engine) => engine.updateSettings({ apiPort: 8700 }));
    expect(await anna.ask((engine) => engine.applyWaiting({}))).toMatchObject({
      ok: false,
      fault: { code: 'settings.needs-restart' },
    });
    await anna.stop();
    await anna.start();
    expect((await anna.look()).waiting).toEqual([]);
  });
});

/** What an engine takes up again: after its own end, and after that of its helper. */
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

describe('an engine that starts again', () => {
  it('is back in its party, at its address', async () => {
    const party = await partyOfTwo(world);
    const { anna, ben } = party;
    await bothReach(party, 'direct');
    await ben.stop();
    expect(ben.computer.tunnels.size).toBe(0);
    await world.until(() => anna.sees(ben)?.state === 'away', 'Anna sees that Ben is away');
    await ben.start();
    await bothReach(party, 'direct');
    expect(ben.party).toMatchObject({ name: 'Friday', self: { address: '10.66.0.2' } });
  });

  it('after a crash adopts its tunnel, through which the game went on', async () => {
    const party = await partyOfTwo(world);
    const { ben } = party;
    await bothReach(party, 'direct');
    const [device] = ben.computer.tunnels.values();
    ben.kill();
    ben.helper.hangUp();
    await world.pass(5_000);
    expect(device?.peers().some(({ allowedIps }) => allowedIps.includes('10.66.0.1/32'))).toBe(true);
    await ben.start();
    await bothReach(party, 'direct');
    expect([...ben.computer.tunnels.values()]).toEqual([device]);
  });

  it('after a crash finds nothing of its tunnel once the helper has waited long enough', async () => {
    const { ben } = await partyOfTwo(world);
    ben.kill();
    ben.helper.hangUp();
    await world.pass(31_000);
    expect(ben.computer.tunnels.size).toBe(0);
    expect(ben.helper.isRunning).toBe(false);
  });

  it('makes its party again where the server has lost it, with everybody at their addresses', async () => {
    const party = await partyOfTwo(world);
    const { server, ben } = party;
    await ben.stop();
    await server.stop();
    server.forget();
    await server.start();
    await ben.start();
    await bothReach(party, 'direct');
    expect(codesOf(ben)).toEqual(['party.remade']);
    expect(ben.party).toMatchObject({ name: 'Friday', self: { address: '10.66.0.2' } });
    expect(ben.sees(party.anna)?.address).toBe('10.66.0.1');
  });

  it('waits for its server where that is away, and is back once it is', async () => {
    const party = await partyOfTwo(world);
    const { server, ben } = party;
    await ben.stop();
    await server.stop();
    await ben.start();
    await world.until(() => ben.party?.control === 'reconnecting', 'Ben waits');
    await server.start();
    await bothReach(party, 'direct');
    expect(ben.party?.self.address).toBe('10.66.0.2');
  });
});

describe('an engine whose helper ends', () => {
  it('starts it again and keeps its tunnel, and nobody notices', async () => {
    const party = await partyOfTwo(world);
    const { anna, ben } = party;
    await bothReach(party, 'direct');
    const [device] = ben.computer.tunnels.values();
    ben.helper.kill();
    await world.pass(20_000);
    expect(ben.helper).toMatchObject({ starts: 2, isRunning: true });
    expect([...ben.computer.tunnels.values()]).toEqual([device]);
    expect(ben.shown.tunnel).toMatchObject({ state: 'ready', fault: null });
    expect(anna.sees(ben)).toMatchObject({ state: 'direct', lossRatio: 0 });
    expect(codesOf(ben)).toEqual([]);
  });

  it('says so where it can not be started, and goes on once somebody lets it', async () => {
    const party = await partyOfTwo(world);
    const { ben } = party;
    await bothReach(party, 'direct');
    ben.helper.isAllowed = false;
    ben.helper.kill();
    await world.until(() => codesOf(ben).length > 0, 'Ben is told');
    expect(codesOf(ben)).toEqual(['helper.refused']);
    expect(ben.shown.tunnel).toMatchObject({ state: 'helper-missing', fault: { code: 'helper.refused' } });
    ben.helper.isAllowed = true;
    await ben.get((engine) => engine.setUpTunnel({}));
    await world.pass(10_000);
    expect(ben.shown.tunnel).toMatchObject({ state: 'ready' });
    await bothReach(party, 'direct');
  });

  it.each([
    ['by people', (ben: Player) => ben.get((engine) => engine.setUpTunnel({}))],
    ['by the doctor, who only wants to ask it', (ben: Player) => ben.diagnose()],
  ])('takes its tunnel up again when it is started later %s', async (_, startHelper) => {
    const party = await partyOfTwo(world);
    const { ben } = party;
    await bothReach(party, 'direct');
    ben.helper.isAllowed = false;
    ben.helper.kill();
    await world.pass(1000);
    ben.helper.isAllowed = true;
    await startHelper(ben);
    // Long enough for the new helper to take down what nobody has taken up.
    await world.pass(60_000);
    await bothReach(party, 'direct');
    expect(ben.computer.tunnels.size).toBe(1);
  });

  it.each([
    ['in the set-up', (ben: Player) => ben.get((engine) => engine.setUpTunnel({}))],
    ['by the doctor', (ben: Player) => ben.diagnose()],
  ])(
    'or could not be started when it began, takes its party up once that is done %s',
    async (_, startHelper) => {
      const party = await partyOfTwo(world);
      const { ben } = party;
      await ben.stop();
      ben.helper.isAllowed = false;
      await ben.start();
      await world.pass(1000);
      expect((await ben.look()).party).toBeNull();
      ben.helper.isAllowed = true;
      await startHelper(ben);
      await bothReach(party, 'direct');
    },
  );

  it('that ends again and again is left alone for a while, with a word', async () => {
    const party = await partyOfTwo(world);
    const { ben } = party;
    await bothReach(party, 'direct');
    for (let times = 0; times < 6; times++) {
      ben.helper.kill();
      await world.pass(500);
    }
    expect(codesOf(ben)).toContain('helper.keeps-ending');
    await world.pass(120_000);
    expect(ben.shown.tunnel.state).toBe('ready');
    await bothReach(party, 'direct');
  });
});

describe('an engine without WireGuard', () => {
  it('makes no party, says what is missing, and does once it is there', async () => {
    const { anna } = await playersAt(world);
    anna.helper.hasWireguard = false;
    await anna.stop();
    await anna.start();
    const made = await anna.ask((engine) => engine.createParty({ name: 'Friday' }));
    expect(made).toMatchObject({ ok: false, fault: { code: 'tunnel.wireguard-missing' } });
    expect((await anna.look()).tunnel.state).toBe('wireguard-missing');
    anna.helper.hasWireguard = true;
    await anna.get((engine) => engine.createParty({ name: 'Friday' }));
    expect((await anna.look()).tunnel.state).toBe('ready');
  });
});

/** Whole engines as they are wired, in a world without a network, rights or waiting. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { formatCode, makeCode } from '../../shared/invite/code.ts';
import { EngineWorld } from '../world/engines/engine-world.ts';
import { bothReach, partyOfTwo, playersAt, SYMMETRIC } from '../world/engines/party-of-two.ts';

let world: EngineWorld;
beforeEach(() => {
  world = new EngineWorld();
});
afterEach(() => world.close());

describe('an engine creates a party', () => {
  it('which a friend joins by its code; both see each other, and reach each other directly', async () => {
    const party = await partyOfTwo(world);
    const { anna, ben } = party;
    await bothReach(party, 'direct');
    await world.pass(15_000);
    expect(anna.party).toMatchObject({ name: 'Friday', hosting: false, control: 'connected' });
    expect(anna.party?.self).toMatchObject({ name: 'Anna', address: '10.66.0.1' });
    expect(ben.party?.self).toMatchObject({ name: 'Ben', address: '10.66.0.2' });
    expect(anna.sees(ben)).toMatchObject({
      address: '10.66.0.2',
      path: 'direct',
      latencyMs: 20,
      fault: null,
    });
    expect(ben.sees(anna)).toMatchObject({
      address: '10.66.0.1',
      path: 'direct',
      latencyMs: 20,
      fault: null,
    });
  });

  it('whose relay carries what passes between two whose routers let nobody in', async () => {
    const party = await partyOfTwo(world, SYMMETRIC);
    const { server, anna, ben } = party;
    await bothReach(party, 'relayed');
    await world.pass(60_000);
    expect(anna.sees(ben)).toMatchObject({
      state: 'relayed',
      path: 'relay',
      endpoint: server.relayEndpoint,
      latencyMs: 40,
    });
    expect(anna.sees(ben)?.relayedReason).not.toBeNull();
  });

  it('on servers of its own where the settings name none, which ends with it', async () => {
    const [host, guest] = [world.player('Anna', null), world.player('Ben')];
    await host.start();
    await guest.start();
    const { invite } = await host.get((engine) => engine.createParty({ name: 'At home' }));
    expect(invite).toContain(`${host.computer.publicAddress}:8667`);
    await guest.get((engine) => engine.joinParty({ invite }));
    await world.until(() => guest.sees(host)?.state === 'direct', 'the guest reaches the host');
    expect(host.party).toMatchObject({ hosting: true });
    await host.get((engine) => engine.leaveParty({}));
    expect(host.computer.acceptors.size).toBe(0);
    expect(host.shown.recent).toEqual([]);
    await world.until(() => guest.party?.control === 'reconnecting', 'the guest is without a server');
  });

  it('that nobody enters by a code that is mistyped, unknown or over, or without a server to ask', async () => {
    const { anna, ben } = await playersAt(world);
    const { code } = await anna.get((engine) => engine.createParty({ name: 'Friday' }));
    const mistyped = code.replace(/.$/, (last) => (last === '2' ? '3' : '2'));
    const join = async (invite: string) => {
      const joined = await ben.ask((engine) => engine.joinParty({ invite }));
      return joined.ok ? 'joined' : joined.fault.code;
    };
    expect(await join(mistyped)).toBe('party.code-mistyped');
    expect(await join(formatCode(makeCode(new Uint8Array(15))))).toBe('party.not-found');
    await anna.get((engine) => engine.leaveParty({}));
    expect(await join(code)).toBe('party.invite-expired');
    await ben.get((engine) => engine.updateSettings({ controlServer: null }));
    expect(await join(code)).toBe('party.server-needed');
    expect((await ben.look()).party).toBeNull();
    expect(ben.computer.tunnels.size).toBe(0);
  });

  it('and only one: what else is asked meanwhile is refused with the reason', async () => {
    const { anna, code } = await partyOfTwo(world);
    const again = await anna.ask((engine) => engine.createParty({ name: 'Saturday' }));
    const joined = await anna.ask((engine) => engine.joinParty({ invite: code }));
    expect(again).toMatchObject({
      ok: false,
      fault: { code: 'party.already-in-one', args: { name: 'Friday' } },
    });
    expect(joined).toMatchObject({ ok: false, fault: { code: 'party.already-in-one' } });
  });
});

describe('an engine leaves its party', () => {
  it('and the others see it go; its tunnel is gone, and the next start resumes nothing', async () => {
    const party = await partyOfTwo(world);
    const { anna, ben } = party;
    await bothReach(party, 'direct');
    await ben.get((engine) => engine.leaveParty({}));
    expect((await ben.look()).party).toBeNull();
    expect(ben.computer.tunnels.size).toBe(0);
    await world.until(() => anna.sees(ben) === null, 'Anna sees Ben no more');
    const [device] = anna.computer.tunnels.values();
    expect(device?.peers().filter(({ allowedIps }) => allowedIps.length > 0)).toEqual([]);
    await ben.stop();
    await ben.start();
    await world.pass(10_000);
    expect((await ben.look()).party).toBeNull();
  });

  it('and may come back with one press', async () => {
    const party = await partyOfTwo(world);
    const { ben } = party;
    await ben.get((engine) => engine.leaveParty({}));
    const [recent] = (await ben.look()).recent;
    expect(recent).toMatchObject({ name: 'Friday' });
    await ben.get((engine) => engine.rejoinParty({ id: recent?.id ?? '' }));
    await bothReach(party, 'direct');
  });

  it('unless it is in none', async () => {
    const { anna } = await playersAt(world);
    const left = await anna.ask((engine) => engine.leaveParty({}));
    expect(left).toMatchObject({ ok: false, fault: { code: 'party.none' } });
  });
});

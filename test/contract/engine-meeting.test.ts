/** Players who meet by a code alone: no server anywhere, no relay, no port that a router opens. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EngineWorld } from '../world/engines/engine-world.ts';
import type { Player } from '../world/engines/player.ts';
import type { NatKind } from '../world/nat.ts';

let world: EngineWorld;
beforeEach(() => {
  world = new EngineWorld();
});
afterEach(() => world.close());

async function started(name: string, nat?: NatKind): Promise<Player> {
  const player = world.player(name, nat);
  player.meetsByCode = true;
  await player.start();
  return player;
}

/** Each connection another port, and in comes only who was sent to. */
const SYMMETRIC: NatKind = {
  mapping: 'address-and-port-dependent',
  filtering: 'address-and-port-dependent',
};
const FULL_CONE: NatKind = { mapping: 'endpoint-independent', filtering: 'endpoint-independent' };
const RESTRICTED: NatKind = { mapping: 'endpoint-independent', filtering: 'address-dependent' };

async function hosted(nat?: NatKind): Promise<{ readonly anna: Player; readonly code: string }> {
  const anna = await started('Anna', nat);
  const { code } = await anna.get((engine) => engine.createParty({ name: 'At home' }));
  return { anna, code };
}

async function reach(a: Player, b: Player): Promise<void> {
  const is = (one: Player, other: Player): boolean => one.sees(other)?.state === 'direct';
  await world.until(
    () => is(a, b) && is(b, a),
    `${a.name} and ${b.name} reach each other: ${a.sees(b)?.state}, ${b.sees(a)?.state}`,
  );
}

const codesOf = ({ shown }: Player): string[] => shown.notices.map(({ fault }) => fault.code);

describe('two players behind ordinary routers, and nobody else', () => {
  it('play by the code alone, and stay so', async () => {
    const [anna, ben] = [await started('Anna'), await started('Ben')];
    const { code } = await anna.get((engine) => engine.createParty({ name: 'At home' }));
    const pastedAtMs = world.world.nowMs;
    const joined = await ben.get((engine) => engine.joinParty({ invite: code }));
    expect(joined).toEqual({ name: 'At home', address: '10.66.0.2' });
    await world.until(() => anna.sees(ben)?.latencyMs != null && ben.sees(anna)?.latencyMs != null, 'echoes');
    expect(world.world.nowMs - pastedAtMs).toBeLessThan(2000);
    await reach(anna, ben);
    expect(world.world.nowMs - pastedAtMs).toBeLessThan(5000);
    await world.pass(300_000);
    await reach(anna, ben);
    expect(anna.sees(ben)?.lossRatio).toBe(0);
    expect(ben.party).toMatchObject({ control: 'connected', relay: null, hosting: false });
    expect([...codesOf(anna), ...codesOf(ben)]).toEqual([]);
    await ben.get((engine) => engine.leaveParty({}));
    await world.until(() => anna.party?.peers.length === 0, 'Ben is gone');
  });

  it.each([
    ['full-cone', 'symmetric', FULL_CONE, SYMMETRIC],
    ['address-restricted', 'symmetric', RESTRICTED, SYMMETRIC],
    ['symmetric', 'full-cone', SYMMETRIC, FULL_CONE],
    ['symmetric', 'address-restricted', SYMMETRIC, RESTRICTED],
  ])('meet where the host is behind a %s NAT, and the other behind a %s one', async (_, __, host, guest) => {
    const { anna, code } = await hosted(host);
    const ben = await started('Ben', guest);
    await ben.get((engine) => engine.joinParty({ invite: code }));
    await reach(anna, ben);
  });

  it.each([
    ['both', SYMMETRIC, SYMMETRIC],
    ['ours', undefined, SYMMETRIC],
    ['theirs', SYMMETRIC, undefined],
  ])('are both told within 15 s where they can not: %s', async (whose, host, guest) => {
    const { anna, code } = await hosted(host);
    const ben = await started('Ben', guest);
    const pastedAtMs = world.world.nowMs;
    const joined = await ben.ask((engine) => engine.joinParty({ invite: code }));
    expect(joined).toMatchObject({ ok: false, fault: { code: 'meeting.nat', args: { whose } } });
    await world.until(() => codesOf(anna).includes('meeting.friend-kept-out'), 'Anna is told');
    expect(world.world.nowMs - pastedAtMs).toBeLessThan(15_000);
    expect(ben.computer.tunnels.size).toBe(0);
    const peers = anna.computer.tunnels.get('lanrage0')?.peers() ?? [];
    expect(peers.filter(({ allowedIps }) => allowedIps.length > 0)).toEqual([]);
  });
});

describe('three players behind ordinary routers', () => {
  it('play directly, each with each', async () => {
    const { anna, code } = await hosted();
    const [ben, carl] = [await started('Ben'), await started('Carl')];
    for (const one of [ben, carl]) await one.get((engine) => engine.joinParty({ invite: code }));
    await reach(anna, ben);
    await reach(anna, carl);
    await reach(ben, carl);
    expect([...codesOf(anna), ...codesOf(ben), ...codesOf(carl)]).toEqual([]);
  });

  it('are let in at the same time', async () => {
    const { anna, code } = await hosted();
    const [ben, carl] = [await started('Ben'), await started('Carl')];
    const joining = [ben, carl].map((one) => one.ask((engine) => engine.joinParty({ invite: code })));
    expect((await Promise.all(joining)).map(({ ok }) => ok)).toEqual([true, true]);
    await reach(ben, carl);
    await reach(anna, carl);
  });
});

describe('one who has a code', () => {
  it('is told so where nobody is there', async () => {
    const { anna, code } = await hosted();
    await anna.stop();
    const ben = await started('Ben');
    const joined = await ben.ask((engine) => engine.joinParty({ invite: code }));
    expect(joined).toMatchObject({ fault: { code: 'meeting.nobody' } });
    expect(ben.computer.tunnels.size).toBe(0);
  });

  it('is told so where no meeting place answers', async () => {
    const { code } = await hosted();
    world.internet.meetingPlaces.isUp = false;
    const ben = await started('Ben');
    const joined = await ben.ask((engine) => engine.joinParty({ invite: code }));
    expect(joined).toMatchObject({ fault: { code: 'rendezvous.unreachable' } });
  });

  it('is in by the code where the server of its link leads nowhere', async () => {
    const { anna, code } = await hosted();
    const ben = await started('Ben');
    const invite = `lanrage://join/192.168.1.20:8667#${code}`;
    await ben.get((engine) => engine.joinParty({ invite }));
    await reach(anna, ben);
  });

  it('comes back to its place by one press', async () => {
    const { anna, code } = await hosted();
    const [ben, carl] = [await started('Ben'), await started('Carl')];
    for (const one of [ben, carl]) await one.get((engine) => engine.joinParty({ invite: code }));
    await ben.get((engine) => engine.leaveParty({}));
    const [{ id = '' } = {}] = (await ben.look()).recent;
    const back = await ben.get((engine) => engine.rejoinParty({ id }));
    expect(back.address).toBe('10.66.0.2');
    await reach(anna, ben);
    await reach(ben, carl);
  });
});

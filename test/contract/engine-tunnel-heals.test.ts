/** What other programs do to the tunnel of a party of two, in memory. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { EngineWorld } from '../world/engines/engine-world.ts';
import { bothReach, type PartyOfTwo, partyOfTwo } from '../world/engines/party-of-two.ts';
import type { TunnelDevice } from '../world/engines/tunnel-device.ts';

const FOREIGN = 'doctor.foreign-route';

let party: PartyOfTwo;

beforeEach(async () => {
  party = await partyOfTwo(new EngineWorld());
  await bothReach(party, 'direct');
});
afterEach(() => party.world.close());

const tunnelOf = ({ anna }: PartyOfTwo): TunnelDevice => {
  const [tunnel] = anna.computer.tunnels.values();
  if (tunnel === undefined) throw new Error('Anna has no tunnel');
  return tunnel;
};

const told = ({ anna }: PartyOfTwo): string[] => anna.shown.notices.map(({ fault }) => fault.code);

it.each([
  ['its device is deleted', (tunnel: TunnelDevice) => tunnel.remove()],
  ['it is set down', (tunnel: TunnelDevice) => void tunnel.lacks.add('link')],
  ['its address is taken away', (tunnel: TunnelDevice) => void tunnel.lacks.add('address')],
  ['its route is taken away', (tunnel: TunnelDevice) => void tunnel.lacks.add('route')],
])('is mended within 5 s, without a question, when %s', async (_what, damage) => {
  const { world, anna, ben } = party;
  const before = ben.computer.internet.world.nowMs;
  anna.computer.change(damage);

  await world.until(
    () => anna.computer.tunnelTo('10.66.0.2') !== null && anna.sees(ben)?.latencyMs != null,
    'the tunnel leads to Ben again',
    5000,
  );
  await bothReach(party, 'direct');
  expect(world.world.nowMs - before).toBeLessThan(10_000);
  expect(told(party)).toEqual([]);
});

it('is mended as well where the system says nothing of what happens', async () => {
  const { world, anna } = party;
  tunnelOf(party).lacks.add('address');

  await world.until(
    () => anna.computer.tunnelTo('10.66.0.2') !== null,
    'the tunnel leads to Ben again',
    4000,
  );
});

it('is not fought for with a program that takes its address away again and again', async () => {
  const { world, anna } = party;
  let mended = 0;
  const take = (): void => {
    if (tunnelOf(party).lacks.has('address')) return;
    mended++;
    anna.computer.change((tunnel) => void tunnel.lacks.add('address'));
  };
  for (let passedMs = 0; passedMs < 60_000; passedMs += 100) {
    take();
    await world.pass(100);
  }
  expect(mended).toBeGreaterThan(3);
  expect(mended).toBeLessThan(12);
});

it('tells of a more specific route of another VPN as it comes, and no longer once it is gone', async () => {
  const { world, anna } = party;
  anna.computer.otherRoutes.set('vpn0', '10.66.0.0/24');
  anna.computer.change(() => undefined);
  await world.until(() => told(party).includes(FOREIGN), 'she is told', 2000);

  anna.computer.otherRoutes.clear();
  anna.computer.change(() => undefined);
  await world.until(() => !told(party).includes(FOREIGN), 'she is told no longer', 2000);
});

it('plays on beside a wider route of a company, also after a restart', async () => {
  const { world, anna } = party;
  anna.computer.otherRoutes.set('vpn0', '10.0.0.0/8');
  anna.computer.change(() => undefined);
  await world.pass(5000);
  await bothReach(party, 'direct');

  await anna.stop();
  await anna.start();
  await bothReach(party, 'direct');
  expect(told(party)).toEqual([]);
});

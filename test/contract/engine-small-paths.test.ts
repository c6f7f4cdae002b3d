/** A home whose line drops what is large without a word, in memory. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { BoundSocket } from '../world/engines/bound-socket.ts';
import { EngineWorld } from '../world/engines/engine-world.ts';
import { bothReach, type PartyOfTwo, partyOfTwo } from '../world/engines/party-of-two.ts';
import type { Player } from '../world/engines/player.ts';

const PORT = 4000;
/** As large as the tunnel takes. */
const DATAGRAM = new Uint8Array(1392);

let party: PartyOfTwo;

/** Of a control frame that isn't stuck: what answers a heartbeat has, and what tells of a member has not. */
const SMALL_FRAME = 400;

beforeEach(async () => {
  party = await partyOfTwo(new EngineWorld());
  await bothReach(party, 'direct');
});
afterEach(() => party.world.close());

const told = ({ shown }: Player): string[] => shown.notices.map(({ fault }) => fault.code);

/** What arrives of full-size datagrams that a game at one sends to the other. */
async function carried(from: Player, to: Player): Promise<number> {
  let arrived = 0;
  const own = to.party?.self.address ?? '';
  const there = to.computer.bind(own, PORT, ({ length }) => {
    if (length === DATAGRAM.length) arrived++;
  }) as BoundSocket;
  const here = from.computer.bind(null, 0, () => undefined) as BoundSocket;
  for (let i = 0; i < 10; i++) from.computer.send(here, DATAGRAM, { address: own, port: PORT });
  await party.world.pass(1000);
  to.computer.unbind(there);
  from.computer.unbind(here);
  return arrived;
}

it('gets smaller packets by itself both ways within 15 s, is told so at both ends, and asked nothing', async () => {
  const { world, anna, ben } = party;
  expect(await carried(ben, anna)).toBe(10);
  ben.computer.pathMtu = 1280;
  expect(await carried(ben, anna)).toBe(0);
  await world.pass(15_000);

  expect(await carried(ben, anna)).toBe(10);
  expect(await carried(anna, ben)).toBe(10);
  for (const [player, other] of [
    [anna, ben],
    [ben, anna],
  ] as const) {
    expect(player.sees(other)?.pathMtu).toEqual({ bytes: 1216, isKept: true });
    expect(player.shown.notices.map(({ fault }) => fault)).toEqual([
      { code: 'peer.small-packets', args: { peer: other.name, mtu: 1216, expected: 1420 } },
    ]);
  }
  const findings = await anna.diagnose();
  expect(findings.find(({ check }) => check === 'mtu')).toMatchObject({
    status: 'ok',
    measured: { code: 'packet-kept', bytes: 1216 },
  });

  // The device is made anew, and keeps to it.
  anna.computer.change((tunnel) => tunnel.remove());
  await world.pass(6000);
  expect(await carried(anna, ben)).toBe(10);
});

it('gets full packets again on a path that takes them, and is told no more', async () => {
  const { world, anna, ben } = party;
  ben.computer.pathMtu = 1280;
  await world.pass(15_000);
  expect(told(anna)).toEqual(['peer.small-packets']);

  ben.computer.pathMtu = 1500;
  await world.pass(620_000);
  expect(anna.sees(ben)?.pathMtu).toEqual({ bytes: 1420, isKept: false });
  expect([...told(anna), ...told(ben)]).toEqual([]);
});

it('is not called connected where the list of members doesn’t come through, and is within seconds once it does', async () => {
  const { world, anna, ben } = party;
  ben.computer.stallsAbove = SMALL_FRAME;
  await ben.stop();
  await ben.start();
  await world.until(() => ben.party?.control === 'reconnecting', 'Ben is no longer called connected', 15_000);

  ben.computer.stallsAbove = Number.POSITIVE_INFINITY;
  await world.until(
    () => ben.party?.control === 'connected' && ben.sees(anna) !== null,
    'Ben is back',
    40_000,
  );
});

/** Whole engines on computers whose wall clock was ahead, and is put right. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { INITIATION, messageType } from '../../shared/wireguard/messages.ts';
import { EngineWorld } from '../world/engines/engine-world.ts';
import { bothReach, type PartyOfTwo, playersAt, SYMMETRIC } from '../world/engines/party-of-two.ts';

const TWO_HOURS_MS = 7_200_000;
const SOON_MS = 10_000;
/** WireGuard renews sessions after 2 min, and forgets them after 3; so does the relay. */
const FIVE_MINUTES_S = 300;

let world: EngineWorld;
beforeEach(() => {
  world = new EngineWorld();
});
afterEach(() => world.close());

/** Anna's party, which Ben enters by a clock that is two hours ahead. */
async function partyWithBenAhead(nat?: typeof SYMMETRIC): Promise<PartyOfTwo> {
  const players = await playersAt(world, nat);
  const { anna, ben } = players;
  ben.computer.clockAheadMs = TWO_HOURS_MS;
  const { code } = await anna.get((engine) => engine.createParty({ name: 'Friday' }));
  await ben.get((engine) => engine.joinParty({ invite: code }));
  return { ...players, code };
}

const reachEachOther = ({ anna, ben }: PartyOfTwo) =>
  world.until(
    () => [anna.sees(ben), ben.sees(anna)].every((seen) => seen?.latencyMs != null && seen.fault === null),
    'both reach each other',
    SOON_MS,
  );

describe('a player whose clock goes back two hours', () => {
  it.each([
    ['relayed', SYMMETRIC],
    ['direct', undefined],
  ] as const)('in the middle of a party plays on, %s, over all renewals of sessions', async (state, nat) => {
    const party = await partyWithBenAhead(nat);
    const { anna, ben } = party;
    await bothReach(party, state);
    await world.pass(15_000);
    ben.computer.clockAheadMs = 0;
    let away = 0;
    let longest = 0;
    for (let second = 0; second < FIVE_MINUTES_S; second++) {
      await world.pass(1000);
      const isThere = anna.sees(ben)?.state === state && ben.sees(anna)?.state === state;
      away = isThere ? 0 : away + 1;
      longest = Math.max(longest, away);
    }
    expect(longest).toBeLessThan(10);
    expect(ben.party?.relays.map(({ reached, transport }) => [reached, transport])).toEqual([[true, 'udp']]);
  });

  it.each([
    ['relayed', SYMMETRIC],
    ['direct', undefined],
  ] as const)('while LANrage is off is back soon after it starts, %s', async (state, nat) => {
    const party = await partyWithBenAhead(nat);
    const { ben } = party;
    await bothReach(party, state);
    await ben.stop();
    ben.computer.clockAheadMs = 0;
    await ben.start();
    await reachEachOther(party);
  });

  it('between leaving and joining is seen by those who stayed', async () => {
    const party = await partyWithBenAhead(SYMMETRIC);
    const { ben, code } = party;
    await bothReach(party, 'relayed');
    await ben.get((engine) => engine.leaveParty({}));
    await ben.stop();
    ben.computer.clockAheadMs = 0;
    await ben.start();
    await ben.get((engine) => engine.joinParty({ invite: code }));
    await reachEachOther(party);
  });

  it('hears it from the doctor where a relay of an older version is silent to them', async () => {
    const party = await partyWithBenAhead(SYMMETRIC);
    const { server, ben } = party;
    await bothReach(party, 'relayed');
    await ben.stop();
    ben.computer.clockAheadMs = 0;
    const { computer } = server;
    const arrive = computer.arrive.bind(computer);
    computer.arrive = (datagram, source, port) => {
      if (messageType(datagram) !== INITIATION) arrive(datagram, source, port);
    };
    await ben.start();
    await world.pass(30_000);
    const causes = (await ben.diagnose()).flatMap(({ cause }) => (cause === null ? [] : [cause]));
    expect(causes).toMatchObject([{ code: 'doctor.clock-set-back' }]);
    const [{ args } = { args: {} }] = causes;
    expect(args).toMatchObject({ seconds: expect.closeTo(TWO_HOURS_MS / 1000, -3) });
  });
});

/** Players behind routers who have a code and nothing else: no server of LANrage, no account, no port that a router opens. */
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import type { Fault } from '../../shared/faults/fault.ts';
import { describeLab } from './kit/describe-lab.ts';
import { LabEngine } from './kit/engine.ts';
import { createInternet, type Internet } from './kit/internet.ts';
import { AMONG_STRANGERS, startStrangers } from './kit/meeting/strangers.ts';
import type { NatKind } from './kit/nat.ts';
import { printTable } from './kit/print-table.ts';
import { pings } from './kit/traffic.ts';

/** How many seconds from the code to the first packet that came back. */
const times: Record<string, string>[] = [];

/** By RFC 4787: whoever gives each destination another port is found by those alone who let any port of its address in. */
const PAIRS: readonly (readonly [host: NatKind, guest: NatKind, meets: boolean])[] = [
  ['port-restricted', 'port-restricted', true],
  ['port-restricted', 'full-cone', true],
  ['full-cone', 'port-restricted', true],
  ['address-restricted', 'port-restricted', true],
  ['full-cone', 'symmetric', true],
  ['address-restricted', 'symmetric', true],
  ['symmetric', 'full-cone', true],
  ['symmetric', 'address-restricted', true],
  ['port-restricted', 'symmetric', false],
  ['symmetric', 'port-restricted', false],
  ['symmetric', 'symmetric', false],
];

describeLab('two or three who have a code and no server', () => {
  let internet: Internet;
  const playerBehind = async (nat: NatKind): Promise<LabEngine> => {
    const player = new LabEngine(internet, internet.home({ nat }).hosts[0], { settings: AMONG_STRANGERS });
    await player.up();
    return player;
  };

  beforeEach(async () => {
    internet = createInternet('serverless');
    await startStrangers(internet);
  });
  afterEach(() => internet?.close());
  afterAll(() => printTable(times));

  test.each(PAIRS)(
    'a host behind a %s NAT, a guest behind a %s one: meet is %s',
    async (nat, other, meets) => {
      const [host, guest] = await Promise.all([playerBehind(nat), playerBehind(other)]);
      const { code } = await host.done<{ code: string }>('party', 'create', 'Couch');
      const api = await guest.api();
      const pastedAt = performance.now();
      const joined = await api.joinParty({ invite: code });
      const tookMs = performance.now() - pastedAt;
      if (!meets) {
        expect(joined).toMatchObject({ ok: false, fault: { code: 'meeting.nat' } });
        const told = ({ fault }: { readonly fault: Fault }): boolean =>
          fault.code === 'meeting.friend-kept-out';
        await host.waitFor('why a friend stays away', ({ notices }) => notices.some(told));
        expect(performance.now() - pastedAt).toBeLessThan(15_000);
        times.push({ host: nat, guest: other, joined: 'no', first: `told after ${Math.round(tookMs)} ms` });
        return;
      }
      expect(joined).toMatchObject({ ok: true });
      await guest.waitFor('an echo', ({ party }) => party?.peers[0]?.connectMs != null);
      const firstMs = Math.round(performance.now() - pastedAt);
      times.push({ host: nat, guest: other, joined: `${Math.round(tookMs)} ms`, first: `${firstMs} ms` });
      expect(await pings(guest.host, await host.address())).toBe(3);
      expect(await pings(host.host, await guest.address())).toBe(3);
    },
  );

  test('three behind port-restricted NATs play directly, each with each', async () => {
    const nat = 'port-restricted';
    const [host, second, third] = await Promise.all([
      playerBehind(nat),
      playerBehind(nat),
      playerBehind(nat),
    ]);
    const { code } = await host.done<{ code: string }>('party', 'create', 'Couch');
    for (const guest of [second, third]) await guest.done('party', 'join', code);
    const [a, b, c] = [await host.address(), await second.address(), await third.address()];
    await Promise.all([
      host.shows('direct', b, c),
      second.shows('direct', a, c),
      third.shows('direct', a, b),
    ]);
    expect(await pings(second.host, c)).toBe(3);
  });
});

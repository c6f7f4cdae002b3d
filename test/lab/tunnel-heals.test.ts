/**
 * What others do to a tunnel and what paths do to its packets, with the real WireGuard, under a stream of 50 datagrams a second:
 * noticed and mended by itself. `npm run lab -- tunnel-heals` runs all, elsewhere the first of each kind do.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { answersPings } from './kit/answers-pings.ts';
import { describeLab } from './kit/describe-lab.ts';
import type { LabEngine } from './kit/engine.ts';
import * as broken from './kit/faults/breakages.ts';
import { PartyOfTwo } from './kit/faults/party-of-two.ts';
import { handInGap } from './kit/gap-row.ts';
import { nft } from './kit/namespace.ts';
import { echoes, startStream, transfers } from './kit/traffic.ts';

/** Noticed within 2 s, mended within 5 s. */
const MENDED_MS = 5000;
const WATCH_MS = 12_000;
/** Of a path that becomes small while it is used: its next look, and the search. */
const ADAPTED_MS = 25_000;

interface Damage {
  readonly title: string;
  happen(bob: LabEngine): Promise<unknown> | unknown;
}

const onDevice =
  (command: (device: string) => string): Damage['happen'] =>
  ({ host, interfaceName }) =>
    host.exec('sh', ['-ec', command(interfaceName)]);

const damages: readonly Damage[] = [
  { title: 'WireGuard is killed', happen: ({ host }) => broken.crash(host, /wireguard-go/) },
  { title: 'its address is flushed', happen: onDevice((device) => `ip addr flush dev ${device}`) },
  { title: 'its route is removed', happen: onDevice((device) => `ip route del 10.66.0.0/16 dev ${device}`) },
  { title: 'it is set down', happen: onDevice((device) => `ip link set ${device} down`) },
  {
    title: 'a network manager gives it another address',
    happen: onDevice((device) => `ip addr flush dev ${device}; ip addr add 169.254.7.7/16 dev ${device}`),
  },
];

const isEverything = process.env.LANRAGE_LAB_ALL === '1';

describeLab('a tunnel that heals', () => {
  let party: PartyOfTwo | null = null;

  afterEach(() => {
    party?.close();
    party = null;
  });

  async function play(): Promise<PartyOfTwo> {
    party = await PartyOfTwo.start('port-restricted');
    await party.becomeDirect();
    return party;
  }

  const codes = async (engine: LabEngine): Promise<string[]> =>
    (await engine.snapshot()).notices.map(({ fault }) => fault.code);

  test.each(damages.slice(0, isEverything ? undefined : 2).map((damage) => [damage.title, damage] as const))(
    'is mended by itself when %s',
    async (title, { happen }) => {
      const { alice, bob } = await play();
      const stream = startStream(bob.host, await alice.address());
      await sleep(1000);
      await happen(bob);
      await sleep(WATCH_MS);

      const { sent, lost, gapMs } = await stream.end();
      handInGap({
        fault: title,
        path: 'direct',
        gapMs,
        target: MENDED_MS,
        seen: `${lost} of ${sent} lost`,
      });
      expect(gapMs).toBeLessThan(MENDED_MS);
      await answersPings(bob.host, await alice.address());
      await answersPings(alice.host, await bob.address());
      expect(await codes(bob)).toEqual([]);
    },
  );

  describe('beside routes of others', () => {
    test('tells of one that takes the party’s packets as it comes, until it goes', async () => {
      const { bob } = await play();
      const route = '10.66.0.0/24 dev vpn0';
      await bob.host.exec('sh', [
        '-ec',
        `ip link add vpn0 type veth peer name vpn1; ip addr add 10.8.0.2/24 dev vpn0
         ip link set vpn0 up; ip link set vpn1 up; ip route add ${route}`,
      ]);
      const told = ({ notices }: Awaited<ReturnType<LabEngine['snapshot']>>): boolean =>
        notices.some(({ fault }) => fault.code === 'doctor.foreign-route');
      await bob.waitFor('the route is told', told, 2000);
      await bob.host.exec('ip', ['route', 'del', ...route.split(' ')]);
      await bob.waitFor('it is told no longer', (snapshot) => !told(snapshot), 2000);
    });

    test.runIf(isEverything)('plays on beside a wider one, also after a restart', async () => {
      const { alice, bob } = await play();
      await bob.host.exec('sh', [
        '-ec',
        `ip link add vpn0 type veth peer name vpn1; ip addr add 10.8.0.2/24 dev vpn0
         ip link set vpn0 up; ip link set vpn1 up; ip route add 10.0.0.0/8 dev vpn0`,
      ]);
      await sleep(3000);
      await answersPings(bob.host, await alice.address());
      await bob.kill('SIGTERM');
      await bob.up();
      await bob.shows('direct', await alice.address());
      await answersPings(bob.host, await alice.address());
      expect(await codes(bob)).toEqual([]);
    });
  });

  describe('on a path that silently drops what is larger than 1280 bytes', () => {
    test('carries full-size datagrams and 2 MB of TCP both ways, without a question', async () => {
      const { alice, bob, bobHome } = await play();
      const [router = ''] = bobHome.routers;
      const startedAt = performance.now();
      dropLarge(router, 1280);
      const [aliceAt, bobAt] = [await alice.address(), await bob.address()];
      for (const [engine, other] of [
        [alice, bobAt],
        [bob, aliceAt],
      ] as const) {
        await engine.waitFor(
          'smaller packets',
          ({ party: shown }) =>
            shown?.peers.some(({ address, pathMtu }) => address === other && pathMtu?.isKept === true) ??
            false,
          ADAPTED_MS,
        );
      }
      const adaptedMs = Math.round(performance.now() - startedAt);
      handInGap({
        fault: 'path drops in silence what is above 1280 bytes',
        path: 'direct',
        gapMs: adaptedMs,
        target: ADAPTED_MS,
        seen: 'smaller packets at both ends',
      });

      expect(await echoes(bob.host, aliceAt)).toBeGreaterThan(0.95);
      expect(await transfers(bob.host, aliceAt)).toBe(true);
      expect([...(await codes(alice)), ...(await codes(bob))]).toEqual([
        'peer.small-packets',
        'peer.small-packets',
      ]);
    });
  });
});

/** Both ways through a router, UDP alone: TCP is what its clamping is for. */
function dropLarge(router: string, bytes: number): void {
  const drop = `meta l4proto udp meta length > ${bytes} drop`;
  nft(router, `table ip small { chain before { type filter hook prerouting priority -500; ${drop}; }; }`);
}

/**
 * What breaks under a game: each fault happens under a stream of 50 datagrams a second each way, and the longest time
 * without an answer is measured. `npm run lab -- faults` runs all, elsewhere the short ones do.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { answersPings } from './kit/answers-pings.ts';
import { describeLab } from './kit/describe-lab.ts';
import * as broken from './kit/faults/breakages.ts';
import { PartyOfTwo } from './kit/faults/party-of-two.ts';
import { handInGap } from './kit/gap-row.ts';
import { type Stream, startStream } from './kit/traffic.ts';

interface Fault {
  readonly title: string;
  /** The path when it happens; first relay: before the move to the direct one. */
  readonly path: 'direct' | 'relay' | 'first relay';
  /** Relays to choose from, 1 unless said otherwise. */
  readonly relays?: number;
  /** A game session runs, so that both echo five times a second. */
  readonly inGame?: boolean;
  /** Longest time without an answer that is allowed, in ms; none: not one datagram may be lost. */
  readonly target: number | 'none lost';
  /** Runs also where time is short. */
  readonly inSubset?: boolean;
  /** How long to watch what follows, in ms. */
  readonly watchMs?: number;
  happen(party: PartyOfTwo, stream: Stream): Promise<void> | void;
}

/** A game stutters, but nobody is thrown out; and where it is known to run, it hardly stutters. */
const RECOVERED_MS = 3000;
const RECOVERED_IN_GAME_MS = 1000;
const WATCH_MS = 6000;
const SLEEP_MS = 60_000;
const ENGINE = /lanrage\.js up/;
const HELPER = /helper/;

const steadyFaults: readonly Fault[] = [
  {
    title: 'loses nothing while it moves to a direct path',
    path: 'first relay',
    target: 'none lost',
    inSubset: true,
    watchMs: 1000,
    happen: (party) => party.becomeDirect(),
  },
  {
    title: 'goes on when control server and relay are killed',
    path: 'direct',
    target: 'none lost',
    inSubset: true,
    async happen({ servers }) {
      await Promise.all([servers.control, ...servers.relays.values()].map((server) => server.kill()));
    },
  },
  {
    title: 'goes on when the control server is killed',
    path: 'relay',
    target: 'none lost',
    inSubset: true,
    happen: ({ servers }) => servers.control.kill(),
  },
  {
    title: 'is back after its only relay was killed and started again',
    path: 'relay',
    target: RECOVERED_MS,
    watchMs: 15_000,
    async happen(party, stream) {
      const relay = await party.relayInUse();
      await relay.kill();
      await relay.start();
      stream.countFromNow();
    },
  },
  {
    title: 'goes on over another relay when the one in use is killed',
    path: 'relay',
    relays: 2,
    target: RECOVERED_MS,
    happen: async (party) => (await party.relayInUse()).kill(),
  },
  {
    title: 'does not notice that a helper is killed',
    path: 'direct',
    target: 'none lost',
    happen: ({ bob }) => broken.crash(bob.host, HELPER),
  },
  {
    title: 'falls back to the relay when the direct path is blocked',
    path: 'direct',
    target: RECOVERED_MS,
    inSubset: true,
    async happen({ aliceHome, bobHome, alice, bob }) {
      broken.block(bobHome, aliceHome.publicAddress);
      await bob.shows('relayed', await alice.address());
    },
  },
  {
    title: 'is back after both routers forgot their NAT tables',
    path: 'direct',
    target: RECOVERED_MS,
    happen({ aliceHome, bobHome }) {
      broken.forgetMappings(aliceHome);
      broken.forgetMappings(bobHome);
    },
  },
  ...(['direct', 'relay'] as const).flatMap((path): Fault[] => [
    {
      title: 'does not notice that an engine is killed and started again',
      path,
      target: 'none lost',
      inSubset: path === 'direct',
      watchMs: 0,
      async happen({ alice, bob }) {
        await bob.kill('SIGKILL');
        await sleep(1000);
        await bob.up();
        await bob.shows(path === 'direct' ? 'direct' : 'relayed', await alice.address());
      },
    },
    {
      title: 'is back after a router gave it another port',
      path,
      target: RECOVERED_MS,
      watchMs: 15_000,
      happen: ({ bobHome }) => broken.giveOtherPorts(bobHome),
    },
    {
      title: 'is back after its host got another address',
      path,
      target: RECOVERED_MS,
      watchMs: 15_000,
      happen: ({ bobHome }) => broken.changeHostAddress(bobHome),
    },
    {
      title: 'is back after its home got another public address',
      path,
      target: RECOVERED_MS,
      watchMs: 15_000,
      happen: ({ bobHome }) => broken.changePublicAddress(bobHome, '203.0.113.59'),
    },
    {
      title: 'is back after its interface was down for 3 s',
      path,
      target: RECOVERED_MS,
      watchMs: 15_000,
      async happen({ bobHome }, stream) {
        await broken.unplug(bobHome, 3000);
        stream.countFromNow();
      },
    },
    {
      title: 'does not notice that an engine stands still for a minute',
      path,
      target: 'none lost',
      happen: ({ bob }) => broken.freeze(bob.host, SLEEP_MS, ENGINE),
    },
    {
      title: 'is back after a machine slept for a minute',
      path,
      target: RECOVERED_MS,
      watchMs: 15_000,
      async happen({ bob }, stream) {
        await broken.freeze(bob.host, SLEEP_MS);
        stream.countFromNow();
      },
    },
  ]),
];

/** The same for a game that is known to run, where anything is lost at all. */
const faults: readonly Fault[] = [
  ...steadyFaults,
  ...steadyFaults
    .filter(({ target }) => target === RECOVERED_MS)
    .map((fault): Fault => ({ ...fault, inGame: true, inSubset: false, target: RECOVERED_IN_GAME_MS })),
];

describeLab('a party under a stream', () => {
  let party: PartyOfTwo | null = null;

  afterEach(() => {
    party?.close();
    party = null;
  });

  const run = process.env.LANRAGE_LAB_ALL === '1' ? faults : faults.filter(({ inSubset }) => inSubset);
  const describeFault = ({ path, inGame = false, title }: Fault): string =>
    `on a ${path} path${inGame ? ', in a game' : ''}: ${title}`;
  test.each(run.map((fault) => [describeFault(fault), fault] as const))(
    '%s',
    async (_, { title, path, relays, inGame = false, target, watchMs = WATCH_MS, happen }) => {
      // Two symmetric NATs stay relayed, and nothing is tried.
      party = await PartyOfTwo.start(path === 'relay' ? 'symmetric' : 'port-restricted', relays);
      if (path === 'direct') await party.becomeDirect();
      if (inGame) await party.beginGame();
      const address = await party.alice.address();
      const stream = startStream(party.bob.host, address);
      await sleep(500);
      if (path === 'direct') await party.becomeDirect();

      await happen(party, stream);
      await sleep(watchMs);

      const { sent, lost, gapMs } = await stream.end();
      const how = inGame ? `${path}, game` : path;
      handInGap({ fault: title, path: how, gapMs, target, seen: `${lost} of ${sent} lost` });
      expect(sent).toBeGreaterThan(30);
      if (target === 'none lost') expect(lost).toBe(0);
      else expect(gapMs).toBeLessThan(target);
      // A direct path that was blocked is tried again, for half a second.
      const { bob } = party;
      await answersPings(bob.host, address);
    },
  );
});

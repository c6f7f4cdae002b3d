/**
 * What breaks under a game: each fault is injected under a stream of 50 datagrams a second each way, and the longest
 * time without an answer is measured. `npm run lab -- faults` runs all, elsewhere the short ones do.
 */
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { must } from './kit/command.ts';
import { describeLab } from './kit/describe-lab.ts';
import { LabEngine } from './kit/engine.ts';
import type { Home } from './kit/home.ts';
import { createInternet, type Internet } from './kit/internet.ts';
import { inNamespace, nft } from './kit/namespace.ts';
import { LabServers } from './kit/servers.ts';
import { type StreamFigures, serveEchoes, startStream } from './kit/traffic.ts';

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

interface Row extends StreamFigures {
  readonly fault: string;
  readonly targetMs: number;
}

describeLab('a party under a stream', () => {
  let internet: Internet;
  let servers: LabServers;
  let homes: readonly [Home, Home];
  let alice: LabEngine;
  let bob: LabEngine;
  const rows: Row[] = [];

  beforeAll(() => {
    internet = createInternet('faults');
  });
  afterAll(() => {
    internet?.close();
    console.table(rows);
  });

  beforeEach(async () => {
    servers = new LabServers(internet);
    await servers.start();
    homes = [internet.home({ nat: 'port-restricted' }), internet.home({ nat: 'port-restricted' })];
    [alice, bob] = homes.map(({ hosts }) => new LabEngine(internet, hosts[0])) as [LabEngine, LabEngine];
    await Promise.all([alice.up(), bob.up(), serveEchoes(alice.host)]);
  });
  afterEach(async () => {
    for (const engine of [alice, bob]) await engine.cli('down');
    await servers.kill();
  });

  async function makeParty(): Promise<string> {
    const { code } = await alice.done<{ code: string }>('party', 'create', 'Faults');
    await bob.done('party', 'join', code);
    const address = await alice.address();
    await bob.reaches(address);
    return address;
  }

  async function becomeDirect(address: string): Promise<void> {
    await Promise.all([bob.shows('direct', address), alice.shows('direct', await bob.address())]);
  }

  /** Streams while the fault happens and until all is well again. */
  async function measure(
    fault: string,
    targetMs: number,
    address: string,
    happen: () => Promise<unknown>,
  ): Promise<StreamFigures> {
    const end = startStream(bob.host, address);
    await sleep(500);
    await happen();
    const figures = await end();
    rows.push({ fault, targetMs, ...figures });
    expect(figures.sent).toBeGreaterThan(30);
    return figures;
  }

  test('loses next to nothing while it moves to a direct path', async () => {
    const address = await makeParty();
    const figures = await measure('move to direct', 400, address, async () => {
      await becomeDirect(address);
      await sleep(1000);
    });
    expect(figures.gapMs).toBeLessThan(400);
  });

  test('goes on when all servers die, once the path is direct', async () => {
    const address = await makeParty();
    await becomeDirect(address);
    const figures = await measure('servers killed', 60, address, async () => {
      await servers.kill();
      await sleep(6000);
    });
    expect(figures.lost).toBe(0);
  });

  test('does not notice that an engine is killed and started again', async () => {
    const address = await makeParty();
    await becomeDirect(address);
    const figures = await measure('engine killed', 60, address, async () => {
      await bob.kill('SIGKILL');
      await sleep(1000);
      await bob.up();
      await bob.shows('direct', address);
    });
    expect(figures.lost).toBe(0);
  });

  test('falls back to the relay within 3 s when the direct path is blocked', async () => {
    const address = await makeParty();
    await becomeDirect(address);
    const [aliceHome, bobHome] = homes;
    const figures = await measure('direct path blocked', 3000, address, async () => {
      const [router = ''] = bobHome.routers;
      nft(
        router,
        `table ip blocked { chain forwarding { type filter hook forward priority -10; ip daddr ${aliceHome.publicAddress} drop; ip saddr ${aliceHome.publicAddress} drop; }; }`,
      );
      await bob.shows('relayed', address);
      await sleep(1500);
    });
    expect(figures.gapMs).toBeLessThan(3000);
  });

  test('is back within 3 s after a router forgot its NAT table', async () => {
    const address = await makeParty();
    await becomeDirect(address);
    const figures = await measure('NAT table flushed', 3000, address, async () => {
      for (const { routers } of homes) {
        for (const router of routers) must(...inNamespace(router, 'conntrack', ['-F']));
      }
      await sleep(4000);
    });
    expect(figures.gapMs).toBeLessThan(3000);
  });
});

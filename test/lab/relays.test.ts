/**
 * Several relays: what players notice when the one in use dies, restarts, or becomes slow. Both are behind symmetric
 * NATs, so that nothing but a relay carries them, under a stream of 50 datagrams a second each way.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, expect, test } from 'vitest';
import type { PeerView, Snapshot } from '../../shared/model/snapshot.ts';
import { describeLab } from './kit/describe-lab.ts';
import { LabEngine } from './kit/engine.ts';
import { createInternet, type Internet } from './kit/internet.ts';
import { printTable } from './kit/print-table.ts';
import { type LabRelay, SeveralRelays } from './kit/several-relays.ts';
import { serveEchoes, startStream } from './kit/traffic.ts';

/** A game stutters, but nobody is thrown out. */
const RECOVERED_MS = 3000;
/** The figures of a slow relay take half a minute to show, and are then watched for as long. */
const MOVES_WITHIN_MS = 100_000;

const isAll = process.env.LANRAGE_LAB_ALL === '1';

describeLab('a party with several relays', () => {
  let internet: Internet;
  const rows: Record<string, string>[] = [];
  afterEach(() => internet?.close());
  afterAll(() => printTable(rows));

  /** Two players, relayed, and the stream between them. */
  async function begin(count: number): Promise<{
    servers: SeveralRelays;
    bob: LabEngine;
    alice: LabEngine;
    address: string;
  }> {
    internet = createInternet('relays');
    const servers = new SeveralRelays(internet, count);
    await servers.start();
    const [alice, bob] = [1, 2].map(
      () => new LabEngine(internet, internet.home({ nat: 'symmetric' }).hosts[0]),
    ) as [LabEngine, LabEngine];
    await Promise.all([alice.up(), bob.up(), serveEchoes(alice.host)]);
    const { code } = await alice.done<{ code: string }>('party', 'create', 'Relays');
    await bob.done('party', 'join', code);
    const address = await alice.address();
    await bob.reaches(address);
    const areHeld = ({ party }: Snapshot): boolean =>
      party?.relays.length === Math.min(count, 3) &&
      party.relays.every(({ reached, rttMs }) => reached && rttMs !== null);
    await Promise.all([alice, bob].map((engine) => engine.waitFor('all relays held', areHeld)));
    // What each measured is in the other's hands a moment later.
    await bob.waitFor('a measured pair', (snapshot) => pair(snapshot)?.rttSumMs !== null);
    return { servers, alice, bob, address };
  }

  const pair = ({ party }: Snapshot): PeerView['relay'] => party?.peers[0]?.relay ?? null;

  function relayOf(servers: SeveralRelays, snapshot: Snapshot): LabRelay {
    const used = snapshot.party?.relays.find(({ id }) => id === pair(snapshot)?.id);
    const relay = servers.relays.find(({ endpoint }) => endpoint === used?.endpoint);
    if (relay === undefined) throw new Error(`no relay is in use: ${JSON.stringify(snapshot.party)}`);
    return relay;
  }

  async function measure(what: string, bob: LabEngine, address: string, happen: () => Promise<void>) {
    const stream = startStream(bob.host, address);
    await sleep(500);
    await happen();
    const figures = await stream.end();
    rows.push({ what, gap: `${figures.gapMs} ms`, lost: `${figures.lost} of ${figures.sent}` });
    return figures;
  }

  test('goes on over another one within 3 s when the relay in use is killed', async () => {
    const { servers, alice, bob, address } = await begin(2);
    const before = pair(await bob.snapshot());
    const { gapMs } = await measure('the relay in use is killed', bob, address, async () => {
      await relayOf(servers, await bob.snapshot()).server.kill();
      await sleep(6000);
    });
    const after = await Promise.all([alice, bob].map(async (engine) => pair(await engine.snapshot())?.id));
    expect(after[0]).toBe(after[1]);
    expect(after[0]).not.toBe(before?.id);
    expect(gapMs).toBeLessThan(RECOVERED_MS);
  });

  test('is back within 3 s when its only relay is restarted', async () => {
    const { servers, bob, address } = await begin(1);
    const [relay] = servers.relays;
    const { gapMs } = await measure('the only relay is restarted', bob, address, async () => {
      await relay?.server.kill();
      await relay?.server.start();
      await sleep(6000);
    });
    expect(gapMs).toBeLessThan(RECOVERED_MS);
  });

  test('lets a newcomer in while the relay where members meet is dead', async () => {
    const { servers, alice, bob, address } = await begin(2);
    await relayOf(servers, await bob.snapshot()).server.kill();
    await bob.waitFor('another relay', (snapshot) => relayOf(servers, snapshot) !== undefined);
    const carol = new LabEngine(internet, internet.home({ nat: 'symmetric' }).hosts[0]);
    await carol.up();
    const { party } = await alice.snapshot();
    await carol.done('party', 'join', party?.code ?? '');
    await carol.reaches(address, await bob.address());
  });

  if (isAll)
    test('moves to a relay that is better for both, and back when that becomes slow', async () => {
      const { servers, alice, bob, address } = await begin(2);
      const first = relayOf(servers, await bob.snapshot());
      const moved = (from: LabRelay) => (snapshot: Snapshot) => relayOf(servers, snapshot) !== from;
      const { gapMs, lost } = await measure('the relay in use becomes slow', bob, address, async () => {
        first.setSlow(true);
        await Promise.all(
          [alice, bob].map((engine) => engine.waitFor('another relay', moved(first), MOVES_WITHIN_MS)),
        );
        await sleep(1000);
      });
      expect(gapMs).toBeLessThan(1000);
      expect(lost).toBeLessThan(50);
      const second = relayOf(servers, await bob.snapshot());
      // It stays there, though the first one is as good again.
      first.setSlow(false);
      await sleep(45_000);
      expect(relayOf(servers, await bob.snapshot())).toBe(second);
      second.setSlow(true);
      await bob.waitFor('the first relay', moved(second), MOVES_WITHIN_MS);
      expect(relayOf(servers, await bob.snapshot())).toBe(first);
    });
});

/** A member with a public address serves its party as the relay: with consent, within a cap, and no longer than that. */
import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { answersPings } from './kit/answers-pings.ts';
import { describeLab } from './kit/describe-lab.ts';
import { LabEngine } from './kit/engine.ts';
import { createInternet, type Internet, SECOND_SERVER_ADDRESS, SERVER_ADDRESS } from './kit/internet.ts';
import { productLeftovers } from './kit/leftovers.ts';
import { startLanrage } from './kit/product.ts';
import { CONTROL_SERVER } from './kit/servers.ts';
import { echoes, serveEchoes } from './kit/traffic.ts';

const CAP_MBITS = 4;
const STREAM_BYTES = 1_000_000;
const OPERATORS_RELAY = `${SERVER_ADDRESS}:3478`;
const OPERATORS_PROBE = `${SECOND_SERVER_ADDRESS}:3479`;

describeLab('a friend as relay', () => {
  let internet: Internet;
  let alice: LabEngine;
  let bob: LabEngine;
  let friend: LabEngine;
  let secretFile: string;

  beforeAll(async () => {
    internet = createInternet('friend');
    const folder = internet.folder('servers');
    secretFile = `${folder}/secret`;
    writeFileSync(secretFile, 'hush', { mode: 0o600 });
    await serve('control', '--listen', `${SERVER_ADDRESS}:8667`, '--data-dir', folder);
    alice = new LabEngine(internet, internet.home({ nat: 'symmetric' }).hosts[0]);
    bob = new LabEngine(internet, internet.home({ nat: 'symmetric' }).hosts[0]);
    const settings = { relayForFriends: 'true', relayForFriendsMbits: CAP_MBITS };
    friend = new LabEngine(internet, internet.open(), { settings });
    await Promise.all([alice, bob, friend].map((engine) => engine.up()));
    await Promise.all([alice, bob].map(({ host }) => serveEchoes(host)));
  });

  afterAll(() => internet?.close());

  async function serve(...args: readonly string[]): Promise<void> {
    const server = startLanrage(internet.server, ['serve', ...args, '--secret-file', secretFile, '--json']);
    await server.json((line) => line.event === 'serving');
  }

  const uses = (engine: LabEngine, relay: string, timeoutMs = 30_000) =>
    engine.waitFor(
      `the relay at ${relay}`,
      ({ party }) => party?.relay?.endpoint === relay && party.relay.reached,
      timeoutMs,
    );
  /** The first packets on a way that has just changed may be lost. */
  const plays = async () => {
    const bobs = await bob.address();
    await answersPings(alice.host, bobs);
  };
  const friendsRelay = () => `${friend.host.address}:3478`;
  const serving = async () => (await friend.snapshot()).party?.serving ?? null;

  test('lets two who cannot reach each other play where there is no other relay', async () => {
    const { code } = await alice.done<{ code: string }>('party', 'create', 'Friday night');
    await bob.done('party', 'join', code);
    const { notices } = await bob.snapshot();
    expect(notices.map(({ fault }) => fault.code)).toContain('relay.none');

    await friend.done('party', 'join', code);
    await Promise.all([uses(alice, friendsRelay()), uses(bob, friendsRelay())]);
    await alice.shows('relayed', await bob.address());
    await bob.shows('relayed', await alice.address());

    await answersPings(alice.host, await bob.address());
    expect(await echoes(bob.host, await alice.address())).toBeGreaterThan(0.9);
  });

  test('reaches the friend directly, who shows whom it serves', async () => {
    await alice.shows('direct', await friend.address());
    await friend.shows('direct', await bob.address());

    expect(await serving()).toMatchObject({ endpoint: friendsRelay(), clients: 3 });
    expect((await serving())?.bytesForwarded).toBeGreaterThan(10_000);
  });

  test('passes on no more than the friend allows', async () => {
    const before = (await serving())?.bytesForwarded ?? 0;
    const startedAt = Date.now();
    const args = [await bob.address(), 5001, STREAM_BYTES];
    const sent = await alice.host.script<{ intact: boolean }>('tcp-transfer', args, 90_000);
    const seconds = (Date.now() - startedAt) / 1000;
    const forwarded = ((await serving())?.bytesForwarded ?? 0) - before;

    console.log(`${((forwarded * 8) / seconds / 1e6).toFixed(2)} Mbit/s of ${CAP_MBITS} allowed`);
    expect(sent.intact).toBe(true);
    // There and back; and what a tenth of a second allows may come on top.
    expect(forwarded).toBeGreaterThan(2 * STREAM_BYTES);
    expect(forwarded).toBeLessThan((seconds + 0.1) * CAP_MBITS * 125_000);
  });

  test('serves nobody any more once the consent is withdrawn', async () => {
    await friend.done('settings', 'relayForFriends=false');
    await friend.waitFor('no serving', ({ party }) => party?.serving === null);
    await expect
      .poll(async () => (await friend.host.exec('ss', ['-Hlun', 'sport', '=', ':3478'])).stdout)
      .toBe('');
  });

  test('stands back where an operator’s relay is, also with consent', async () => {
    await serve(
      'relay',
      ...['--register', CONTROL_SERVER, '--data-dir', internet.folder('relay')],
      ...['--relay-listen', OPERATORS_RELAY, '--probe-listen', OPERATORS_PROBE],
    );
    await Promise.all([uses(alice, OPERATORS_RELAY), uses(bob, OPERATORS_RELAY)]);
    await plays();

    await friend.done('settings', 'relayForFriends=true');
    await friend.waitFor('serving', ({ party }) => (party?.serving ?? null) !== null);
    expect((await alice.snapshot()).party?.relay?.endpoint).toBe(OPERATORS_RELAY);
  });

  test('leaves nothing on a machine that left and stopped', async () => {
    await friend.done('party', 'leave');
    await friend.done('down');
    await expect.poll(() => productLeftovers(friend)).toEqual([]);
    await plays();
  });
});

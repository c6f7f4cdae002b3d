import { afterAll, beforeAll, expect, test } from 'vitest';
import { answersPings } from './kit/answers-pings.ts';
import { describeLab } from './kit/describe-lab.ts';
import { LabEngine } from './kit/engine.ts';
import type { Home } from './kit/home.ts';
import { createInternet, type Internet } from './kit/internet.ts';
import { nft } from './kit/namespace.ts';
import { type NatKind, natRuleset } from './kit/nat.ts';
import { LabServers } from './kit/servers.ts';
import { echoes, serveEchoes, transfers } from './kit/traffic.ts';

/** A hint every half minute, another one a second later, and a handshake. */
const BACK_WITHIN_MS = 60_000;
/** Links notice the silence, the relay is doubted, and three handshakes stay unanswered. */
const FALL_BACK_WITHIN_MS = 30_000;

function changeNat({ routers, hosts }: Home, nat: NatKind): void {
  for (const router of routers) nft(router, `flush ruleset\n${natRuleset(nat, hosts[0].address)}`);
}

describeLab('a member whose network blocks UDP', () => {
  let internet: Internet;
  let home: Home;
  let alice: LabEngine;
  let bob: LabEngine;

  beforeAll(async () => {
    internet = createInternet('tcp');
    home = internet.home({ nat: 'udp-blocked' });
    alice = new LabEngine(internet, internet.home({ nat: 'port-restricted' }).hosts[0]);
    bob = new LabEngine(internet, home.hosts[0]);
    await Promise.all([
      new LabServers(internet).start(),
      serveEchoes(alice.host),
      serveEchoes(bob.host),
      alice.up(),
      bob.up(),
    ]);
  });

  afterAll(() => internet?.close());

  async function plays(): Promise<void> {
    await Promise.all([bob.reaches(await alice.address()), alice.reaches(await bob.address())]);
    // What is shown may be a moment old when the way to the relay has just changed.
    const bobs = await bob.address();
    await answersPings(alice.host, bobs);
    expect(await transfers(bob.host, await alice.address())).toBe(true);
    expect(await transfers(alice.host, await bob.address())).toBe(true);
    expect(await echoes(bob.host, await alice.address())).toBeGreaterThan(0.9);
  }

  const uses = (transport: 'udp' | 'tcp', timeoutMs: number) =>
    bob.waitFor(
      `the relay reached over ${transport}`,
      ({ party }) => party?.relay?.transport === transport && party.relay.reached,
      timeoutMs,
    );

  test('joins and plays through the TCP tunnel, and is told so', async () => {
    const { code } = await alice.done<{ code: string }>('party', 'create', 'Friday night');
    await bob.done('party', 'join', code);
    await uses('tcp', 15_000);
    await plays();
    const { notices } = await bob.snapshot();
    expect(notices.map(({ fault }) => fault.code)).toContain('relay.tcp-fallback');
    const status = await bob.cli<{ party: { relay: { transport: string } } }>('status');
    expect(status).toMatchObject({ ok: true, party: { relay: { transport: 'tcp' } } });
  });

  test('returns to UDP within a minute once it is let through', async () => {
    changeNat(home, 'port-restricted');
    const changedAt = Date.now();
    await uses('udp', BACK_WITHIN_MS);
    console.log(`back on UDP after ${((Date.now() - changedAt) / 1000).toFixed(1)} s`);
    await plays();
  });

  test('is back in the tunnel when UDP is blocked in the middle', async () => {
    changeNat(home, 'udp-blocked');
    const changedAt = Date.now();
    await uses('tcp', FALL_BACK_WITHIN_MS);
    console.log(`in the tunnel after ${((Date.now() - changedAt) / 1000).toFixed(1)} s`);
    await plays();
  });
});

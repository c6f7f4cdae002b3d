import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { unarmour } from '../../main/engine/path/recording/armour.ts';
import { readLog } from '../../main/engine/path/recording/read-log.ts';
import { replay } from '../../main/engine/path/recording/replay.ts';
import { answersPings } from './kit/answers-pings.ts';
import { describeLab } from './kit/describe-lab.ts';
import { LabEngine } from './kit/engine.ts';
import { createInternet, type Internet } from './kit/internet.ts';
import { internetLeftovers, productLeftovers, tunnelLeftovers } from './kit/leftovers.ts';
import type { NatKind } from './kit/nat.ts';
import { CONTROL_SERVER, LabServers } from './kit/servers.ts';
import { echoes, pings, serveEchoes, transfers } from './kit/traffic.ts';

interface Created {
  readonly code: string;
  readonly invite: string;
}

/** Whatever in the engine's files has the form of a key or a token. */
function secretsOf(folder: string): string[] {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(
    (entry) => entry.isFile() && /\.(json|key|pub)$/.test(entry.name),
  );
  const texts = files.map(({ parentPath, name }) => readFileSync(path.join(parentPath, name), 'utf8'));
  return texts.flatMap((text) => text.match(/[A-Za-z0-9+/_-]{43}/g) ?? []);
}

const pairs: readonly [NatKind, NatKind, 'direct' | 'relayed'][] = [
  ['port-restricted', 'port-restricted', 'direct'],
  ['symmetric', 'symmetric', 'relayed'],
];

for (const [hostNat, guestNat, settles] of pairs) {
  describeLab(`a party between a ${hostNat} and a ${guestNat} NAT`, () => {
    let internet: Internet;
    let alice: LabEngine;
    let bob: LabEngine;
    let carol: LabEngine;
    let code: string;

    beforeAll(async () => {
      internet = createInternet('party');
      const servers = new LabServers(internet);
      const homes = [hostNat, guestNat, guestNat].map((nat) => internet.home({ nat }).hosts[0]);
      const engines = homes.map((host) => new LabEngine(internet, host));
      [alice, bob, carol] = engines as [LabEngine, LabEngine, LabEngine];
      await Promise.all([servers.start(), ...homes.map(serveEchoes)]);
      await Promise.all(engines.map((engine) => engine.up()));
    });

    afterAll(() => internet?.close());

    async function eachReachesEach(engines: readonly LabEngine[]): Promise<void> {
      for (const from of engines) {
        for (const to of engines) {
          if (from === to) continue;
          await answersPings(from.host, await to.address());
        }
      }
    }

    test('is made by code and joined by code, and each end reaches the other', async () => {
      const created = await alice.done<Created>('party', 'create', 'Friday night');
      code = created.code;
      const joined = await bob.done<{ address: string }>('party', 'join', code);

      await alice.reaches(joined.address);
      const { party } = await bob.reaches(await alice.address());

      expect(code).toMatch(/^([0-9A-Z]{4}-){3}[0-9A-Z]{4}$/);
      expect(party).toMatchObject({ name: 'Friday night', hosting: false, server: CONTROL_SERVER });
      expect(await alice.address()).toBe('10.66.0.1');
      expect(await bob.address()).toBe(joined.address);
    });

    test(`${settles === 'direct' ? 'moves to a direct path' : 'stays on the relay'} as the NATs allow`, async () => {
      await alice.shows(settles, await bob.address());
      await bob.shows(settles, await alice.address());
    });

    test('carries pings both ways', async () => {
      await eachReachesEach([alice, bob]);
    });

    test('carries 2 MB over TCP intact, both ways', async () => {
      expect(await transfers(alice.host, await bob.address())).toBe(true);
      expect(await transfers(bob.host, await alice.address())).toBe(true);
    });

    test('carries full-size datagrams both ways', async () => {
      expect(await echoes(alice.host, await bob.address())).toBeGreaterThan(0.9);
      expect(await echoes(bob.host, await alice.address())).toBeGreaterThan(0.9);
    });

    test('is joined late by a third member, and then each reaches each', async () => {
      const { address } = await carol.done<{ address: string }>('party', 'join', code);

      await Promise.all([alice.shows(settles, address), bob.shows(settles, address)]);
      await carol.shows(settles, await alice.address(), await bob.address());

      await eachReachesEach([alice, bob, carol]);
      expect(await transfers(carol.host, await bob.address())).toBe(true);
    });

    test('goes on under a member whose engine was killed, and takes it up again as it was', async () => {
      const address = await bob.address();
      await bob.kill('SIGKILL');
      expect(await pings(alice.host, address), 'the tunnel outlives the engine').toBe(3);

      await bob.up();
      await bob.shows(settles, await alice.address(), await carol.address());
      await alice.shows(settles, address);

      expect(await bob.address()).toBe(address);
      await eachReachesEach([alice, bob, carol]);
    });

    test.each([
      ['engine and helper were killed', /wireguard-go/],
      ['machine lost power', null],
    ])('shows a member away whose %s, and has it back under the same address', async (_how, survivors) => {
      const address = await bob.address();
      bob.host.killAll(survivors);
      await Promise.all([alice.shows('away', address), carol.shows('away', address)]);

      await bob.up();
      await bob.shows(settles, await alice.address(), await carol.address());
      await Promise.all([alice.shows(settles, address), carol.shows(settles, address)]);

      expect(await bob.address()).toBe(address);
      await eachReachesEach([alice, bob, carol]);
    });

    test('is played again from the log in a support bundle, which holds no secret of the player’s', async () => {
      const api = await alice.api();
      const bundle = await api.getSupportBundle({ withAddresses: true, withConnectionLog: true });
      const packed = unarmour(bundle.ok ? bundle.value.text : '') ?? new Uint8Array();
      const played = [...replay(readLog(packed))];
      expect(played.filter(({ isSame }) => !isSame)).toEqual([]);
      expect(played.some(({ event }) => event.type === 'signal')).toBe(true);

      const log = gunzipSync(packed).toString();
      const secrets = secretsOf(alice.host.pathFromOutside(alice.dataDir));
      expect(secrets.length).toBeGreaterThan(2);
      for (const secret of [code, code.replaceAll('-', ''), 'Friday night', ...secrets]) {
        expect(log).not.toContain(secret.slice(0, 16));
      }
    });

    test('leaves nothing of its tunnel on a machine that left, and the others play on', async () => {
      await bob.done('party', 'leave');

      await alice.waitFor('two members', ({ party }) => party?.peers.length === 1);
      expect(tunnelLeftovers(bob)).toEqual([]);
      await eachReachesEach([alice, carol]);
    });

    test('leaves nothing at all on machines that left and stopped', async () => {
      await Promise.all([alice.done('party', 'leave'), carol.done('party', 'leave')]);
      await Promise.all([alice, bob, carol].map((engine) => engine.done('down')));

      for (const engine of [alice, bob, carol]) {
        await expect.poll(() => productLeftovers(engine)).toEqual([]);
      }
    });

    test('leaves nothing on the machine that played the Internet', () => {
      internet.close();

      expect(internetLeftovers(internet)).toEqual([]);
    });
  });
}

describeLab('a party without any server', () => {
  let internet: Internet;
  const embedded = { settings: { controlServer: null } };

  beforeAll(() => {
    internet = createInternet('embedded');
  });

  afterAll(() => internet?.close());

  async function plays(host: LabEngine, guest: LabEngine): Promise<void> {
    await Promise.all([host.up(), guest.up(), serveEchoes(host.host), serveEchoes(guest.host)]);
    const { invite } = await host.done<Created>('party', 'create', 'Couch');
    expect(invite).toContain(`${host.host.address}:8667`);

    await guest.done('party', 'join', invite);
    const { party } = await host.shows('direct', await guest.address());
    await guest.shows('direct', await host.address());

    expect(party?.hosting).toBe(true);
    await answersPings(guest.host, await host.address());
    expect(await transfers(host.host, await guest.address())).toBe(true);
    expect(await echoes(guest.host, await host.address())).toBeGreaterThan(0.9);
  }

  test('is hosted in a LAN by one of its players, and joined by the invite with its address', async () => {
    const [first, second] = internet.home({ nat: 'udp-blocked', hosts: 2 }).hosts;
    if (second === undefined) throw new Error('the home has one host only');

    await plays(new LabEngine(internet, first, embedded), new LabEngine(internet, second, embedded));
  });

  test('is hosted on an open machine and joined through a symmetric NAT', async () => {
    const guest = internet.home({ nat: 'symmetric' }).hosts[0];

    await plays(new LabEngine(internet, internet.open(), embedded), new LabEngine(internet, guest, embedded));
  });
});

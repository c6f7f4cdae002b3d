/** Games' announcements, carried by the product from each player to the others. */
import { copyFileSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { announce, type Beacon, GameListener, GROUP, type Heard } from './kit/beacon.ts';
import { run } from './kit/command.ts';
import { describeLab } from './kit/describe-lab.ts';
import { LabEngine } from './kit/engine.ts';
import { createInternet, type Internet } from './kit/internet.ts';
import { productLeftovers } from './kit/leftovers.ts';
import { inNamespace, ip, nft } from './kit/namespace.ts';
import { LabServers } from './kit/servers.ts';

/** Minecraft's and Warcraft III's; the last is no game's. */
const [GROUP_PORT, PORT, FOREIGN_PORT] = [4445, 6112, 6999];
const ALL = '255.255.255.255';
/** A datagram through a tunnel of this machine that has not come by then was not sent. */
const ARRIVAL_MS = 400;
const PER_PORT = { perSecond: 50, burst: 20 };

describeLab('games of players in three homes, two of whom share one', () => {
  let internet: Internet;
  let alice: LabEngine;
  let bob: LabEngine;
  let carol: LabEngine;
  /** In Alice's home. */
  let dave: LabEngine;
  let own: { alice: string; bob: string; carol: string; dave: string };
  let code: string;

  beforeAll(async () => {
    internet = createInternet('games');
    const servers = new LabServers(internet);
    const shared = internet.home({ nat: 'port-restricted', hosts: 2 });
    const hosts = [...shared.hosts, ...[1, 2].map(() => internet.home({ nat: 'port-restricted' }).hosts[0])];
    for (const { namespace, address } of hosts) ip(namespace, [`addr change ${address}/24 brd + dev eth0`]);
    const engines = hosts.map((host) => new LabEngine(internet, host));
    [alice, dave, bob, carol] = engines as [LabEngine, LabEngine, LabEngine, LabEngine];
    await Promise.all([servers.start(), ...engines.map((engine) => engine.up())]);
    ({ code } = await alice.done<{ code: string }>('party', 'create', 'Friday night'));
    await Promise.all([bob, carol, dave].map((engine) => engine.done('party', 'join', code)));
    own = {
      alice: await alice.address(),
      bob: await bob.address(),
      carol: await carol.address(),
      dave: await dave.address(),
    };
    await alice.reaches(own.bob, own.carol, own.dave);
    await settled(alice, own.bob, own.carol);
    await settled(dave, own.bob, own.carol);
  });

  afterAll(() => internet?.close());

  const nftOf = (engine: LabEngine, ...args: string[]) =>
    run(...inNamespace(engine.host.namespace, 'nft', args)).stdout;
  const table = (engine: LabEngine) => nftOf(engine, 'list', 'table', 'ip', `${engine.interfaceName}_games`);

  /** Waits until an engine has copies made for these members, and for no others. */
  async function settled(engine: LabEngine, ...members: readonly string[]): Promise<void> {
    const wanted = [...members].sort().join();
    const copiesTo = () => [...table(engine).matchAll(/dup to ([\d.]+)/g)].map((match) => match[1]).sort();
    await vi.waitUntil(() => copiesTo().join() === wanted, { timeout: 30_000, interval: 100 });
  }

  /** What each of the others hears of what Alice does. */
  async function hearing(
    act: () => Promise<unknown>,
  ): Promise<Record<'bob' | 'carol' | 'dave', readonly Heard[]>> {
    const ports = [GROUP_PORT, PORT, FOREIGN_PORT];
    const listeners = await Promise.all([bob, carol, dave].map(({ host }) => GameListener.open(host, ports)));
    await act();
    await delay(ARRIVAL_MS);
    const [bobs = [], carols = [], daves = []] = await Promise.all(listeners.map((each) => each.close()));
    return { bob: bobs, carol: carols, dave: daves };
  }

  test('are told of as carried', async () => {
    const { party } = await alice.snapshot();
    expect(party?.games).toMatchObject({ state: 'on', fault: null });
  });

  type Kind = (home: string, tunnel: string, device: string) => Partial<Beacon>;
  const kinds: Readonly<Record<string, Kind>> = {
    'bound to nothing': () => ({ to: [[ALL, PORT]] }),
    'bound to nothing, to the home’s broadcast address': (home) => ({ to: [[broadcastOf(home), PORT]] }),
    'bound to nothing, to the party’s broadcast address': () => ({ to: [['10.66.255.255', PORT]] }),
    'bound to nothing, to a group': () => ({ to: [[GROUP, GROUP_PORT]] }),
    'bound to nothing, to a group, with TTL 32': () => ({ to: [[GROUP, GROUP_PORT]], ttl: 32 }),
    'bound to the home address': (home) => ({ to: [[ALL, PORT]], bind: home }),
    'bound to the party address': (_, tunnel) => ({ to: [[ALL, PORT]], bind: tunnel }),
    'bound to the party address, to a group': (_, tunnel) => ({ to: [[GROUP, GROUP_PORT]], bind: tunnel }),
    'with the home interface for multicast': (home) => ({ to: [[GROUP, GROUP_PORT]], by: home }),
    'with the tunnel for multicast': (_, tunnel) => ({ to: [[GROUP, GROUP_PORT]], by: tunnel }),
    'bound to the home interface': () => ({ to: [[ALL, PORT]], device: 'eth0' }),
    'bound to the tunnel': (_, __, device) => ({ to: [[ALL, PORT]], device }),
    'of IPv6 and IPv4': () => ({ to: [[ALL, PORT]], dualStack: true }),
    'from the very port that it sends to': () => ({ to: [[ALL, PORT]], sourcePort: PORT }),
    'marked by another program': () => ({ to: [[ALL, PORT]], mark: 0x1234 }),
    'that sends by each interface': (home) => ({
      to: [
        [broadcastOf(home), PORT],
        ['10.66.255.255', PORT],
      ],
    }),
  };

  test.each(Object.entries(kinds))(
    'of a socket %s reach each member once, from the party address and the game’s port',
    async (kind, make) => {
      const text = `game ${Object.keys(kinds).indexOf(kind)}`;
      let sourcePort = 0;
      const heard = await hearing(async () => {
        const sent = await announce(alice.host, {
          to: [],
          text,
          ...make(alice.host.address, own.alice, alice.interfaceName),
        });
        expect(sent.failed).toBe(0);
        ({ sourcePort } = sent);
      });
      const expected = [expect.objectContaining({ text, from: own.alice, sourcePort, count: 1 })];
      expect(heard.bob).toEqual(expected);
      expect(heard.carol).toEqual(expected);
      // In the same home the original does, unless it went into the tunnel alone; never both.
      expect(heard.dave.reduce((sum, { count }) => sum + count, 0)).toBeLessThanOrEqual(1);
      for (const { from } of heard.dave) expect(from).toBe(alice.host.address);
    },
  );

  test('are heard once in the same home, by its own network', async () => {
    const text = 'home';
    const { dave: heard } = await hearing(() => announce(alice.host, { to: [[ALL, PORT]], text }));
    expect(heard).toEqual([expect.objectContaining({ text, from: alice.host.address, count: 1 })]);
  });

  test.each<[string, Partial<Beacon>]>([
    ['a TTL of 0', { to: [[GROUP, GROUP_PORT]], ttl: 0 }],
    ['a port of no game', { to: [[ALL, FOREIGN_PORT]] }],
  ])('never leave with %s', async (_, beacon) => {
    const heard = await hearing(() => announce(alice.host, { to: [], text: 'never', ...beacon }));
    expect([...heard.bob, ...heard.carol]).toEqual([]);
  });

  test('keep the mark of another program', async () => {
    nft(
      alice.host.namespace,
      `table ip other {
  counter marked { }
  chain post { type filter hook postrouting priority 0; meta mark 0x1234 oifname "eth0" udp dport ${PORT} counter name marked
  }
}`,
    );
    await announce(alice.host, { to: [[ALL, PORT]], text: 'marked', mark: 0x1234 });
    const counted = nftOf(alice, 'list', 'counter', 'ip', 'other', 'marked');
    nft(alice.host.namespace, 'delete table ip other');
    // The kernel loops a broadcast back by the same hook.
    expect(counted).toMatch(/packets [1-9]/);
  });

  test('bring no complaint of a member without the game back, and other datagrams do', async () => {
    nft(
      alice.host.namespace,
      `table ip other {
  counter complaints { }
  chain in { type filter hook input priority -200; iifname "${alice.interfaceName}" icmp type destination-unreachable counter name complaints
  }
}`,
    );
    // First: systems complain to each other only so often.
    await announce(alice.host, { to: [[own.bob, PORT]], text: 'to nobody' });
    await announce(alice.host, { to: [[ALL, PORT]], text: 'to nobody', count: 30, perSecond: 20 });
    await delay(ARRIVAL_MS);
    const counted = nftOf(alice, 'list', 'counter', 'ip', 'other', 'complaints');
    nft(alice.host.namespace, 'delete table ip other');
    expect(counted).toContain('packets 1 ');
  });

  test('are held back above the pace, and those of other ports are not', { timeout: 60_000 }, async () => {
    const seconds = 3;
    const beacons = 20 * seconds;
    const heard = await hearing(() =>
      Promise.all([
        announce(alice.host, {
          to: [[ALL, PORT]],
          text: 'storm',
          count: 10_000 * seconds,
          perSecond: 10_000,
        }),
        announce(alice.host, { to: [[GROUP, GROUP_PORT]], text: 'beacon', count: beacons, perSecond: 20 }),
      ]),
    );
    for (const list of [heard.bob, heard.carol]) {
      const of = (text: string) => list.find((each) => each.text === text)?.count ?? 0;
      expect(of('beacon')).toBeGreaterThanOrEqual(0.99 * beacons);
      expect(of('storm')).toBeGreaterThan(0);
      // Sending may take longer than it should.
      expect(of('storm')).toBeLessThanOrEqual(PER_PORT.burst + PER_PORT.perSecond * (seconds + 3));
    }
    const { party } = await alice.waitFor(
      'what was held back',
      (seen) => (seen.party?.games?.capped ?? 0) > 0,
    );
    expect(party?.games?.sent).toBeGreaterThanOrEqual(2 * beacons);
    await bob.waitFor('what came', (seen) => (seen.party?.games?.received ?? 0) >= beacons);
  });

  test('of three players at once reach each of the others whole and once', { timeout: 60_000 }, async () => {
    const [count, perSecond] = [200, 10];
    const players = [alice, bob, carol];
    const listeners = await Promise.all(
      players.map(({ host }) => GameListener.open(host, [GROUP_PORT, PORT])),
    );
    const targets: Beacon['to'][] = [
      [[GROUP, GROUP_PORT]],
      [[ALL, PORT]],
      [[broadcastOf(carol.host.address), PORT]],
    ];
    await Promise.all(
      players.map(({ host }, n) =>
        announce(host, { to: targets[n] ?? [], text: 'round', numbered: true, count, perSecond }),
      ),
    );
    await delay(ARRIVAL_MS);
    const heard = await Promise.all(listeners.map((each) => each.close()));
    const addresses = [own.alice, own.bob, own.carol];
    for (const [n, list] of heard.entries()) {
      for (const [from, address] of addresses.entries()) {
        if (from === n) continue;
        const theirs = list.filter((each) => each.from === address);
        expect(theirs).toHaveLength(count);
        expect(theirs.every((each) => each.count === 1)).toBe(true);
      }
    }
  });

  test('are carried or not as the setting says, at once', async () => {
    await alice.done('settings', 'lanGames=false');
    await alice.waitFor('that it is off', ({ party }) => party?.games?.state === 'off');
    expect(table(alice)).toBe('');
    const heard = await hearing(() => announce(alice.host, { to: [[ALL, PORT]], text: 'off' }));
    expect([...heard.bob, ...heard.carol]).toEqual([]);
    await alice.done('settings', 'lanGames=true');
    await settled(alice, own.bob, own.carol);
  });

  test('go no longer to a member who left', async () => {
    await carol.done('party', 'leave');
    await settled(alice, own.bob);
    await carol.done('party', 'join', code);
    await settled(alice, own.bob, await carol.address());
  });

  describe('after a crash of engine and helper', () => {
    test('are carried again by the next, and leave no rule with it', { timeout: 90_000 }, async () => {
      alice.host.killAll(/wireguard-go/);
      expect(table(alice)).toContain('dup to');
      await alice.up();
      await alice.waitFor('games', ({ party }) => party?.games?.state === 'on');
      await settled(alice, own.bob, await carol.address());
      alice.host.killAll();
      expect(table(alice)).toContain('dup to');
      await alice.up();
      await alice.waitFor('games', ({ party }) => party?.games?.state === 'on');
      await alice.done('down');
      await expect.poll(() => productLeftovers(alice), { timeout: 10_000 }).toEqual([]);
    });

    test('leave no rule where they are no longer wanted', { timeout: 90_000 }, async () => {
      bob.host.killAll(/wireguard-go/);
      expect(table(bob)).toContain('dup to');
      await bob.done('settings', 'lanGames=false');
      await bob.up();
      await bob.waitFor('that it is off', ({ party }) => party?.games?.state === 'off');
      expect(table(bob)).toBe('');
    });
  });

  describe('where something is missing', () => {
    /** Restarts a player whose machine has another `nft`. */
    async function restartedWith(engine: LabEngine, nftProgram: string): Promise<string> {
      await engine.done('settings', 'lanGames=true');
      engine.host.killAll();
      await engine.host.mount(`mount --bind ${nftProgram} $(readlink -f "$(command -v nft)")`);
      await engine.up();
      const { party } = await engine.waitFor(
        'that games are not carried',
        (seen) => seen.party?.games?.state === 'impossible',
      );
      const { fault } = party?.games ?? {};
      return `${fault?.code} ${fault && 'reason' in fault.args ? fault.args.reason : ''}`;
    }

    test('say so without nft, and the party goes on', { timeout: 60_000 }, async () => {
      expect(await restartedWith(bob, '/dev/null')).toBe('tunnel.discovery-unavailable program-missing');
      await bob.reaches(own.carol);
    });

    test('say so on a kernel that cannot copy, and the party goes on', { timeout: 60_000 }, async () => {
      const folder = internet.folder('old-kernel');
      const real = run('sh', ['-c', 'readlink -f "$(command -v nft)"']).stdout.trim();
      copyFileSync(real, `${folder}/nft`);
      const script = `#!/bin/sh\nscript=$(cat)\ncase $script in *'dup to'*) exit 1;; esac\nprintf %s "$script" | ${folder}/nft "$@"\n`;
      writeFileSync(`${folder}/without-dup`, script, { mode: 0o755 });
      expect(await restartedWith(carol, `${folder}/without-dup`)).toBe(
        'tunnel.discovery-unavailable no-kernel-dup',
      );
      await carol.reaches(await bob.address());
    });
  });
});

function broadcastOf(address: string): string {
  return address.replace(/\d+$/, '255');
}

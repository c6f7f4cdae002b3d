import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { RelayStats } from '../../main/servers/relay/relay-stats.ts';
import type { Got, IndexTwinsOptions } from './index-twins.ts';
import { run } from './kit/command.ts';
import { commandLineOf } from './kit/command-line.ts';
import { describeLab } from './kit/describe-lab.ts';
import { createInternet, type Internet, SECOND_SERVER_ADDRESS, SERVER_ADDRESS } from './kit/internet.ts';
import { SERVER_ADDRESS6 } from './kit/ipv6.ts';
import { inNamespace } from './kit/namespace.ts';
import type { LabProcess } from './kit/process.ts';
import {
  createKeys,
  figures,
  type Player,
  RELAY_PORT,
  RelayedPlayers,
  setPeer,
  tunnelPings,
} from './kit/relayed-players.ts';
import type { RelayAloneOptions } from './relay-alone.ts';

const PINGS = 50;
/** As relay-alone.ts has it. */
const HOLD_MS = 1000;

describeLab('forwarding in the kernel, with wireguard-go behind NATs', () => {
  let internet: Internet;
  let lan: RelayedPlayers;

  beforeEach(() => {
    internet = createInternet('kernel');
    lan = new RelayedPlayers(internet);
    letForward(true);
  });

  afterEach(() => internet?.close());

  const onServer = (file: string, args: readonly string[]) =>
    run(...inNamespace(internet.server.namespace, file, args));

  function letForward(on: boolean): void {
    onServer('sysctl', ['-qw', `net.ipv4.ip_forward=${on ? 1 : 0}`]);
  }

  const tables = (): string => onServer('nft', ['list', 'tables']).stdout;

  async function connected(count: number, options: Partial<RelayAloneOptions> = {}) {
    const players: Player[] = [];
    for (let i = 0; i < count; i++) players.push(await lan.join('symmetric'));
    const relay = await lan.startRelay(players, { kernel: true, ...options });
    await lan.register(relay, players);
    return { relay, players };
  }

  async function pair(options: Partial<RelayAloneOptions> = {}) {
    const { relay, players } = await connected(2, options);
    const [a, b] = players as [Player, Player];
    await lan.introduce(a, b);
    return { relay, a, b };
  }

  const settled = (relay: LabProcess, routes = 2) =>
    figures(relay, ({ kernel }) => kernel.routes === routes && kernel.packets > routes);

  test('after the first packets of a session no transport data reach the relay’s process', async () => {
    const { relay, a, b } = await pair();
    expect(await tunnelPings(a, b, 5)).toBe(5);
    const before = await settled(relay);

    expect(await tunnelPings(a, b, PINGS)).toBe(PINGS);

    const packets = before.kernel.packets + 2 * PINGS;
    const after = await figures(relay, ({ kernel }) => kernel.packets >= packets);
    expect(after.kernel).toMatchObject({ mode: 'kernel', obstacle: null, routes: 2 });
    expect(inUserSpace(after)).toBe(inUserSpace(before));
  });

  test('tells no player of the nearer way to another', async () => {
    const count = (name: string, priority: number) =>
      `add chain ip seen ${name} { type filter hook output priority ${priority}; }; add rule ip seen ${name} icmp type redirect counter`;
    onServer('nft', [`add table ip seen; ${count('before', -10)}; ${count('after', 10)}`]);
    const { relay, a, b } = await pair();
    expect(await tunnelPings(a, b, PINGS)).toBe(PINGS);
    await settled(relay);

    const seen = (chain: string) =>
      /packets (\d+)/.exec(onServer('nft', ['list', 'chain', 'ip', 'seen', chain]).stdout)?.[1];
    expect(Number(seen('before'))).toBeGreaterThan(0);
    expect(seen('after')).toBe('0');
  });

  test('a wildcard relay answers from the address that the players know', async () => {
    const { relay, a, b } = await pair({ listen: [{ address: '0.0.0.0', port: RELAY_PORT }] });
    expect(await tunnelPings(a, b, PINGS)).toBe(PINGS);
    expect((await settled(relay)).kernel.mode).toBe('kernel');
    expect(await tunnelPings(b, a, PINGS)).toBe(PINGS);
  });

  test('players at different addresses of the relay reach each other', async () => {
    const listen = [SERVER_ADDRESS, SECOND_SERVER_ADDRESS].map((address) => ({ address, port: RELAY_PORT }));
    const [a, b] = [await lan.join('symmetric'), await lan.join('symmetric')];
    const relay = await lan.startRelay([a, b], { kernel: true, listen });
    await lan.register(relay, [a]);
    await lan.register(relay, [b], SECOND_SERVER_ADDRESS);
    await figures(relay, ({ clients }) => clients === 2);
    await setPeer(b, a.publicKey, `${SECOND_SERVER_ADDRESS}:${RELAY_PORT}`, {
      allowedIps: `${a.tunnelAddress}/32`,
      keepalive: 0,
    });
    await setPeer(a, b.publicKey, `${SERVER_ADDRESS}:${RELAY_PORT}`, { allowedIps: `${b.tunnelAddress}/32` });

    expect(await tunnelPings(a, b, 5)).toBe(5);
    await settled(relay);
    expect(await tunnelPings(a, b, PINGS)).toBe(PINGS);
  });

  test.each([SERVER_ADDRESS, SERVER_ADDRESS6])(
    'pairs with the same indices get their own data, through %s',
    async (address) => {
      const machine = internet.open({ ipv6: true });
      onServer('sysctl', ['-qw', 'net.ipv6.conf.all.forwarding=1']);
      const keys = [1, 2, 3, 4].map(createKeys);
      const listen = [{ address, port: RELAY_PORT }];
      const admit = keys.map(({ publicKey }) => publicKey);
      const relay = await lan.startRelay([], { kernel: true, listen, admit });
      const script = fileURLToPath(new URL('index-twins.ts', import.meta.url));
      const given: IndexTwinsOptions = {
        relay: { address, port: RELAY_PORT },
        relayPublicKey: lan.relayPublicKey,
        keys,
      };

      const twins = machine.spawn(process.execPath, [script, JSON.stringify(given)]);

      const { got } = await twins.json<{ got: Got }>((line) => 'got' in line);
      expect(got).toEqual({ a: { b: 20 }, b: { a: 20 }, c: { d: 20 }, d: { c: 20 } });
      const { kernel } = await figures(relay, (stats) => stats.kernel.packets >= 4 * 15);
      expect(kernel.routes).toBe(4);
    },
  );

  test('a held pair hears nothing, and is the kernel’s again after that', async () => {
    const { relay, a, b } = await pair();
    expect(await tunnelPings(a, b, 5)).toBe(5);
    await settled(relay);

    relay.kill('SIGUSR2');
    await figures(relay, ({ holds }) => holds === 1);
    const { kernel } = await figures(relay, (stats) => stats.holds === 1 && stats.kernel.routes === 0);
    expect(await tunnelPings(a, b, 2, 0.1)).toBe(0);

    await figures(relay, ({ drops }) => drops.held >= 2);
    await new Promise((resolve) => setTimeout(resolve, HOLD_MS));
    expect(await tunnelPings(a, b, PINGS)).toBe(PINGS);
    await figures(relay, (now) => now.kernel.routes === 2 && now.kernel.packets > kernel.packets + PINGS);
  });

  test('nothing is left in the kernel when the relay is killed, and nothing but its own is touched', async () => {
    onServer('nft', ['add', 'table', 'inet', 'somebody_elses']);
    const { relay, a, b } = await pair();
    expect(await tunnelPings(a, b, 5)).toBe(5);
    expect(tables()).toContain('lanrage_relay');

    relay.kill('SIGKILL');
    await relay.exited;

    await expect.poll(tables).toBe('table inet somebody_elses\n');
  });

  test('players notice nothing when nft ends', async () => {
    const { relay, a, b } = await pair();
    expect(await tunnelPings(a, b, 5)).toBe(5);
    await settled(relay);
    const nft = internet.server.processes().filter((pid) => commandLineOf(pid).startsWith('nft '));
    expect(nft).toHaveLength(1);

    for (const pid of nft) process.kill(pid, 'SIGKILL');

    await figures(relay, ({ kernel }) => kernel.obstacle === 'nft refused');
    expect(await tunnelPings(a, b, PINGS)).toBe(PINGS);
    expect(tables()).toBe('');
  });

  test('without the system’s leave to forward, user space does', async () => {
    letForward(false);
    const { relay, a, b } = await pair();
    expect(await tunnelPings(a, b, PINGS)).toBe(PINGS);
    const { kernel } = await figures(relay, ({ forwardedPackets }) => forwardedPackets >= 2 * PINGS);
    expect(kernel).toMatchObject({ mode: 'user-space', obstacle: 'needs net.ipv4.ip_forward', packets: 0 });
    expect(tables()).toBe('');
  });

  test('behind a firewall that forwards nothing, user space takes over within seconds', async () => {
    const drop = 'add table ip f; add chain ip f f { type filter hook forward priority 0; policy drop; }';
    expect(onServer('nft', [drop]).code).toBe(0);
    const { relay, a, b } = await pair();

    const answered = await tunnelPings(a, b, 100, 0.05);

    await figures(relay, ({ kernel }) => kernel.obstacle === 'not let through');
    expect(answered).toBeGreaterThan(40);
    expect(await tunnelPings(a, b, PINGS)).toBe(PINGS);
  });
});

/** Packets that the relay’s own process forwarded. */
function inUserSpace({ forwardedPackets, kernel }: RelayStats): number {
  return forwardedPackets - kernel.packets;
}

import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { ProcessStats, RelayStats } from '../../main/servers/relay/relay-stats.ts';
import { describeLab } from './kit/describe-lab.ts';
import { createInternet, type Internet, SERVER_ADDRESS } from './kit/internet.ts';
import type { LabProcess } from './kit/process.ts';
import {
  figures,
  type Player,
  RELAY_PORT,
  RelayedPlayers,
  setPeer,
  tunnelPings,
} from './kit/relayed-players.ts';

const PINGS = 50;
/** Beside the first one. */
const FURTHER = 1;
/** The chance that all of them come to the same process is 1 in 8192. */
const PLAYERS = 14;
/** Further processes report every second. */
const REPORTED_MS = 1_500;

describeLab('a relay of several processes, with wireguard-go behind NATs', () => {
  let internet: Internet;
  let lan: RelayedPlayers;

  beforeEach(() => {
    internet = createInternet('processes');
    lan = new RelayedPlayers(internet);
  });

  afterEach(() => internet?.close());

  /** A relay, and two players whose datagrams the system gives to different processes. */
  async function apart() {
    const all: Player[] = [];
    for (let n = 0; n < PLAYERS; n++) all.push(await lan.join('port-restricted'));
    const relay = await lan.startRelay(all, { processes: FURTHER });
    const [there, here]: [Player[], Player[]] = [[], []];
    for (const [n, player] of all.entries()) {
      const before = passedIn(latest(relay));
      await setPeer(player, lan.relayPublicKey, `${SERVER_ADDRESS}:${RELAY_PORT}`);
      await figures(relay, ({ clients }) => clients === n + 1);
      await sleep(REPORTED_MS);
      // A handshake is the first process's business, whoever gets it.
      (passedIn(latest(relay)) > before ? there : here).push(player);
      if (there[0] !== undefined && here[0] !== undefined) return { relay, a: here[0], b: there[0] };
    }
    throw new Error('all players came to the same process');
  }

  test('players whose datagrams come to different processes reach each other', async () => {
    const { relay, a, b } = await apart();
    await lan.introduce(a, b);
    expect(await tunnelPings(a, b, 5)).toBe(5);
    expect(await tunnelPings(b, a, PINGS)).toBe(PINGS);
    const { processes, drops } = await figures(relay, (stats) => forwardedIn(stats) >= PINGS);
    expect(processes).toHaveLength(FURTHER);
    expect(drops['unknown-source'] + drops['unknown-index']).toBe(0);
  });

  test('a process that is killed takes no session with it, and is replaced', async () => {
    const { relay, a, b } = await apart();
    await lan.introduce(a, b);
    expect(await tunnelPings(a, b, 5)).toBe(5);
    const { processes } = await figures(relay, (stats) => forwardedIn(stats) > 0);
    const [killed] = processes as [ProcessStats];

    process.kill(killed.pid, 'SIGKILL');
    // Until the system has ended it, what comes to its socket is lost, which takes a busy machine a tenth of a second.
    await vi.waitUntil(() => !isAlive(killed.pid), { interval: 5 });

    expect(await tunnelPings(a, b, PINGS)).toBeGreaterThanOrEqual(PINGS - 1);
    await figures(relay, (stats) => stats.processes.some(({ pid }) => pid !== killed.pid));
    expect(await tunnelPings(b, a, PINGS)).toBe(PINGS);
  });

  test('a process that stands still is replaced, too', async () => {
    const { relay, a, b } = await apart();
    await lan.introduce(a, b);
    expect(await tunnelPings(a, b, 5)).toBe(5);
    const { processes } = await figures(relay, (stats) => forwardedIn(stats) > 0);
    const [stopped] = processes as [ProcessStats];

    process.kill(stopped.pid, 'SIGSTOP');

    await figures(relay, (stats) => stats.processes.some(({ pid }) => pid !== stopped.pid), 20_000);
    expect(await tunnelPings(a, b, PINGS)).toBe(PINGS);
  });

  test('no further process outlives the relay', async () => {
    const relay = await lan.startRelay([], { processes: 3 });
    const { processes } = await figures(relay, (stats) => stats.processes.length === 3);
    relay.kill('SIGKILL');
    await relay.exited;
    const alive = () => processes.filter(({ pid }) => isAlive(pid)).length;
    await expect.poll(alive).toBe(0);
  });
});

/** The relay's last figures so far. */
function latest(relay: LabProcess): RelayStats | null {
  const line = relay.stdout.split('\n').findLast((text) => text.startsWith('{"stats"'));
  return line === undefined ? null : (JSON.parse(line) as { stats: RelayStats }).stats;
}

function passedIn(stats: RelayStats | null): number {
  return sum(stats?.processes.map(({ passed }) => passed) ?? []);
}

function forwardedIn({ processes }: RelayStats): number {
  return sum(processes.map(({ packets }) => packets));
}

function sum(values: readonly number[]): number {
  return values.reduce((all, one) => all + one, 0);
}

/** True for a process that runs, false for one that is gone or only waits to be noticed as gone. */
function isAlive(pid: number): boolean {
  return existsSync(`/proc/${pid}`) && !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
}

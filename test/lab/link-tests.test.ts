import { afterEach, beforeEach, expect, test } from 'vitest';
import type { LinkTestPeer } from '../../main/engine/link-test/test-context.ts';
import { TRAFFIC_PORT } from '../../main/engine/link-test/traffic-packet.ts';
import { ECHO_PORT } from '../../main/engine/path/link/echo-packet.ts';
import type { LinkTestProgress, LinkTestRequest, LinkTestResult } from '../../shared/model/link-test.ts';
import { must } from './kit/command.ts';
import { describeLab } from './kit/describe-lab.ts';
import { createInternet, type Internet, SERVER_ADDRESS } from './kit/internet.ts';
import { inNamespace } from './kit/namespace.ts';
import type { LabProcess } from './kit/process.ts';
import { type Player, RelayedPlayers, setPeer } from './kit/relayed-players.ts';
import type { LinkTestsToolOptions } from './kit/tools/link-tests.ts';

const MBIT = 1_000_000;
/** Of a packet of 1200 bytes on the wire, Ethernet, IP, UDP, WireGuard, padding, IP and UDP around it: what a shaper counts. */
const CONTENT = 1200 / 1306;

describeLab('tests on demand, through wireguard-go between two homes', () => {
  let internet: Internet;
  let ada: Player;
  let zoe: Player;

  beforeEach(async () => {
    internet = createInternet('tests');
    const players = new RelayedPlayers(internet);
    [ada, zoe] = [await players.join('full-cone'), await players.join('full-cone')];
    await meet(zoe, ada);
    await meet(ada, zoe);
    must(...inNamespace(ada.host.namespace, 'ping', ['-c', '1', '-W', '5', zoe.tunnelAddress]));
  });

  afterEach(() => internet?.close());

  function serve(player: Player, ...others: Player[]): LabProcess {
    const options: LinkTestsToolOptions = {
      address: player.tunnelAddress,
      peers: others.map(peerOf),
      requests: [],
    };
    return player.host.tool('link-tests', [JSON.stringify(options)]);
  }

  async function runAll(
    requests: readonly (Partial<LinkTestRequest> & Pick<LinkTestRequest, 'type'>)[],
    more: Partial<LinkTestsToolOptions> = {},
  ): Promise<{ results: LinkTestResult[]; words: LinkTestProgress[] }> {
    const options = { address: ada.tunnelAddress, peers: [peerOf(zoe)], requests, ...more };
    const asker = ada.host.tool('link-tests', [JSON.stringify(options)]);
    await asker.json((line) => line.done === true, 90_000);
    const words = asker.stdout
      .split('\n')
      .map((line) => JSON.parse(line) as LinkTestProgress)
      .filter(({ kind }) => kind !== undefined);
    asker.kill('SIGKILL');
    await asker.exited;
    return { results: words.flatMap((word) => (word.kind === 'finished' ? [word.result] : [])), words };
  }

  test('measure a link of 20 Mbit/s up and 40 down by filling a twentieth of it', async () => {
    shape(ada, 20);
    shape(zoe, 40);
    await serve(zoe, ada).json((line) => line.ready === true);
    const before = wireBytes(ada);
    const {
      results: [result],
    } = await runAll([{ type: 'bandwidth', to: 'Zoë', seconds: 10 }]);
    expect(result).toMatchObject({ success: true, errors: [] });
    const { upBitsPerSecond = 0, downBitsPerSecond = 0, upLossRatio = 1 } = result?.bandwidth ?? {};
    expect(upBitsPerSecond / (20 * MBIT * CONTENT)).toBeCloseTo(1, 0.5);
    expect(downBitsPerSecond / (40 * MBIT * CONTENT)).toBeCloseTo(1, 0.5);
    expect(upLossRatio).toBeLessThan(0.02);
    // Up for five seconds, with room for what answers and steers.
    const upShare = ((wireBytes(ada) - before) * 8) / 5 / (20 * MBIT);
    console.log(
      `${inMbit(upBitsPerSecond)} of ${inMbit(20 * MBIT * CONTENT)} up, ${inMbit(downBitsPerSecond)} of ${inMbit(40 * MBIT * CONTENT)} down, with ${(100 * upShare).toFixed(1)} % of the uplink`,
    );
    expect(upShare).toBeLessThan(0.07);
  });

  test('fill the link when all of it is asked for, and show what that does to latency', async () => {
    shape(ada, 20);
    shape(zoe, 40);
    await serve(zoe, ada).json((line) => line.ready === true);
    const {
      results: [full, loaded],
    } = await runAll([
      { type: 'bandwidth', to: zoe.tunnelAddress, seconds: 6, shareOfLink: 1 },
      { type: 'loaded-latency', to: 'Zoë', seconds: 8 },
    ]);
    console.log(
      `full: ${inMbit(full?.bandwidth?.upBitsPerSecond ?? 0)} up, ${inMbit(full?.bandwidth?.downBitsPerSecond ?? 0)} down; p95 ${loaded?.latency?.p95Ms} ms idle, ${loaded?.loadedLatency?.p95Ms} ms loaded`,
    );
    expect((full?.bandwidth?.upBitsPerSecond ?? 0) / (20 * MBIT * CONTENT)).toBeCloseTo(1, 0.5);
    expect((full?.bandwidth?.downBitsPerSecond ?? 0) / (40 * MBIT * CONTENT)).toBeCloseTo(1, 0.5);
    expect(loaded).toMatchObject({ success: true });
    // The shaper's queue takes up to 100 ms; idle it is a few ms at most.
    const idleMs = loaded?.latency?.medianMs ?? Number.NaN;
    expect(idleMs).toBeLessThan(20);
    expect(loaded?.loadedLatency?.p95Ms).toBeGreaterThan(idleMs + 30);
  });

  test('get 1000 messages a second back, 99 of 100 within half a second', async () => {
    await serve(zoe, ada).json((line) => line.ready === true);
    const {
      results: [result],
    } = await runAll([{ type: 'stress', to: 'Zoë', messagesPerSecond: 1000, seconds: 5 }]);
    console.log(`${result?.messagesPerSecond} messages/s, p99 ${result?.latency?.p99Ms} ms`);
    expect(result).toMatchObject({ success: true, errors: [] });
    expect(result?.messagesPerSecond).toBeGreaterThan(900);
    expect(result?.latency?.p99Ms).toBeLessThan(500);
  });

  test('ping, trace and measure packets, inside the tunnel and outside, and check a member step by step', async () => {
    await serve(zoe, ada).json((line) => line.ready === true);
    const { results, words } = await runAll([
      { type: 'ping', to: 'Zoë', count: 5, intervalMs: 100 },
      { type: 'ping', to: '203.0.113.99', count: 2, intervalMs: 100 },
      { type: 'traceroute', to: 'Zoë' },
      { type: 'traceroute', to: SERVER_ADDRESS },
      { type: 'mtu', to: 'Zoë' },
      { type: 'connectivity', to: 'Zoë' },
      { type: 'routing' },
    ]);
    const [ping, nobody, inside, outside, mtu, connectivity, routing] = results;
    expect(ping).toMatchObject({ success: true, latency: { sent: 5, lost: 0 } });
    expect(nobody).toMatchObject({ success: false, latency: { sent: 2, lost: 2 } });
    expect(nobody?.errors).toMatchObject([{ code: 'link-test.unreached' }]);
    expect(inside?.hops?.map(({ address }) => address)).toEqual([zoe.tunnelAddress]);
    expect(outside?.hops?.at(-1)?.address).toBe(SERVER_ADDRESS);
    expect(outside?.hops).toHaveLength(2);
    // What wireguard-go gives its interface.
    expect(mtu?.mtu).toBe(1420);
    expect(connectivity?.steps?.map(({ step, ok }) => [step, ok])).toEqual([
      ['handshake', true],
      ['echo', true],
      ['ping', true],
      ['inbound', true],
      ['traffic', true],
    ]);
    expect(routing).toMatchObject({ success: true, pairs: [{ from: ada.tunnelAddress, reached: true }] });
    expect(words.filter(({ kind, run }) => kind === 'reply' && run === 1)).toHaveLength(5);
  });

  test('end soon when they are stopped, and nobody goes on sending', async () => {
    await serve(zoe, ada).json((line) => line.ready === true);
    const {
      results: [result],
    } = await runAll([{ type: 'bandwidth', to: 'Zoë', seconds: 60, shareOfLink: 0.5 }], {
      stopAfterMs: 1500,
    });
    expect(result).toMatchObject({ success: false, stopped: true, errors: [] });
    const before = wireBytes(ada) + wireBytes(zoe);
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    expect(wireBytes(ada) + wireBytes(zoe) - before).toBeLessThan(5_000);
  });

  test('serve members only: a stranger inside the tunnel, and whoever is outside, get no byte', async () => {
    // For Zoë's LANrage nobody is a member; for her WireGuard Ada is a peer.
    await serve(zoe).json((line) => line.ready === true);
    const {
      results: [result],
    } = await runAll([{ type: 'bandwidth', to: 'Zoë', seconds: 2 }]);
    expect(result?.errors).toMatchObject([{ code: 'link-test.unanswered' }]);
    const sockets = must(...inNamespace(zoe.host.namespace, 'ss', ['-Hulpn']));
    const bound = sockets.split('\n').filter((line) => line.includes(`:${TRAFFIC_PORT} `));
    expect(bound.every((line) => line.includes(`${zoe.tunnelAddress}:${TRAFFIC_PORT}`))).toBe(true);
    expect(bound).toHaveLength(1);
    expect(TRAFFIC_PORT).not.toBe(ECHO_PORT);
  });
});

function peerOf({ tunnelAddress }: Player): LinkTestPeer {
  return { id: tunnelAddress, name: 'Zoë', address: tunnelAddress, handshakeAgeMs: 1000, latencyMs: 5 };
}

async function meet(player: Player, other: Player): Promise<void> {
  const endpoint = `${other.publicAddress}:${other.listenPort}`;
  await setPeer(player, other.publicKey, endpoint, { allowedIps: `${other.tunnelAddress}/32`, keepalive: 0 });
}

function inMbit(bitsPerSecond: number): string {
  return `${(bitsPerSecond / MBIT).toFixed(2)} Mbit/s`;
}

/** Narrows what a player's router sends to the Internet. */
function shape(player: Player, mbit: number): void {
  const router = player.host.namespace.replace(/-host1$/, '-router');
  const queue = ['tbf', 'rate', `${mbit}mbit`, 'burst', '16kb', 'latency', '100ms'];
  must(...inNamespace(router, 'tc', ['qdisc', 'replace', 'dev', 'wan', 'root', ...queue]));
}

/** Bytes that a player's machine has sent, WireGuard's wrapping included. */
function wireBytes(player: Player): number {
  const text = must(...inNamespace(player.host.namespace, 'ip', ['-s', '-j', 'link', 'show', 'dev', 'eth0']));
  const [link] = JSON.parse(text) as { stats64: { tx: { bytes: number } } }[];
  return link?.stats64.tx.bytes ?? Number.NaN;
}

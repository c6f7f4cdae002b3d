import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { RelayStats } from '../../main/servers/relay/relay-stats.ts';
import { run } from './kit/command.ts';
import { describeLab } from './kit/describe-lab.ts';
import type { HomeOptions } from './kit/home.ts';
import type { LabHost } from './kit/host.ts';
import { createInternet, type Internet, SECOND_SERVER_ADDRESS, SERVER_ADDRESS } from './kit/internet.ts';
import type { LabProcess } from './kit/process.ts';
import type { RelayAloneOptions } from './relay-alone.ts';

const RELAY_PORT = 3478;
/** WireGuard shakes hands again this long after data to a silent peer: KEEPALIVE_TIMEOUT + REKEY_TIMEOUT. */
const NEW_HANDSHAKE_MS = 15_000;

interface Player {
  readonly host: LabHost;
  readonly interfaceName: string;
  readonly publicKey: string;
  readonly tunnelAddress: string;
}

describeLab('the relay, with wireguard-go behind NATs', () => {
  let internet: Internet;
  const relayKey = wg('genkey');
  const relayPublicKey = wg('pubkey', relayKey);

  beforeEach(() => {
    internet = createInternet('relay');
  });

  afterEach(() => internet?.close());

  async function startRelay(admitted: readonly Player[], options: Partial<RelayAloneOptions> = {}) {
    const script = fileURLToPath(new URL('relay-alone.ts', import.meta.url));
    const listen = [{ address: SERVER_ADDRESS, port: RELAY_PORT }];
    const admit = admitted.map(({ publicKey }) => publicKey);
    const given: RelayAloneOptions = { listen, privateKey: relayKey, admit, ...options };
    const child = internet.server.spawn(process.execPath, [script, JSON.stringify(given)]);
    await child.json((line) => line.ready === true);
    return child;
  }

  /** A host with a WireGuard interface that knows nobody yet. */
  async function player(number: number, nat: HomeOptions['nat'] = 'symmetric'): Promise<Player> {
    const host = internet.home({ nat }).hosts[0];
    const interfaceName = internet.interfaceName();
    const tunnelAddress = `10.66.0.${number}`;
    const privateKey = wg('genkey');
    await must(host, 'wireguard-go', [interfaceName]);
    const keyFile = join(internet.folder(`player${number}`), 'key');
    writeFileSync(keyFile, privateKey, { mode: 0o600 });
    await must(host, 'wg', ['set', interfaceName, 'private-key', keyFile]);
    await must(host, 'ip', ['addr', 'add', `${tunnelAddress}/24`, 'dev', interfaceName]);
    await must(host, 'ip', ['link', 'set', interfaceName, 'up']);
    return { host, interfaceName, publicKey: wg('pubkey', privateKey), tunnelAddress };
  }

  /** Adds the relay, or through it another player, as a peer. */
  async function addPeer(at: Player, peer: Player | 'relay', keepaliveSeconds: number): Promise<void> {
    const [key, allowedIps] =
      peer === 'relay' ? [relayPublicKey, ''] : [peer.publicKey, `${peer.tunnelAddress}/32`];
    const endpoint = `${SERVER_ADDRESS}:${RELAY_PORT}`;
    const settings = ['endpoint', endpoint, 'persistent-keepalive', String(keepaliveSeconds)];
    const args = ['set', at.interfaceName, 'peer', key, 'allowed-ips', allowedIps, ...settings];
    await must(at.host, 'wg', args);
  }

  const registered = (relay: LabProcess, clients: number) =>
    figures(relay, (stats) => stats.clients === clients);

  async function connectedPair(keepaliveSeconds = 25) {
    const [a, b] = [await player(1), await player(2)];
    const relay = await startRelay([a, b]);
    await addPeer(a, 'relay', keepaliveSeconds);
    await addPeer(b, 'relay', keepaliveSeconds);
    await registered(relay, 2);
    await addPeer(b, a, 0);
    await addPeer(a, b, keepaliveSeconds);
    return { a, b, relay };
  }

  test('two players get a session and ping each other', async () => {
    const { a, b, relay } = await connectedPair();
    expect(await pings(a, b)).toBe(true);
    expect(await pings(b, a)).toBe(true);
    const stats = await figures(relay, ({ forwardedPackets }) => forwardedPackets >= 6);
    expect(stats).toMatchObject({ clients: 2, handshakes: 2 });
  });

  test('a key that nobody admitted hears nothing', async () => {
    const [admitted, stranger] = [await player(1), await player(2)];
    const relay = await startRelay([admitted]);
    await addPeer(stranger, 'relay', 25);
    await figures(relay, ({ drops }) => drops['not-admitted'] >= 1);
    await addPeer(admitted, 'relay', 25);
    await registered(relay, 1);
    expect(await received(admitted, relayPublicKey)).toBe(92);
    expect(await received(stranger, relayPublicKey)).toBe(0);
  });

  test('a player is followed to its new port, and its session goes on', async () => {
    const { a, b } = await connectedPair(1);
    expect(await pings(a, b)).toBe(true);
    await must(a.host, 'wg', ['set', a.interfaceName, 'listen-port', '45454']);
    expect(await pings(b, a, 5)).toBe(true);
    expect(await pings(a, b)).toBe(true);
  });

  test.each([
    { nat: 'port-restricted' as const, same: true },
    { nat: 'symmetric' as const, same: false },
  ])('a player behind a $nat NAT is seen at the same port by the probe: $same', async ({ nat, same }) => {
    const probeKey = wg('genkey');
    const a = await player(1, nat);
    const listen = [{ address: SECOND_SERVER_ADDRESS, port: RELAY_PORT + 1 }];
    const relay = await startRelay([a], { probe: { listen, privateKey: probeKey, required: true } });
    await addPeer(a, 'relay', 25);
    const endpoint = `${SECOND_SERVER_ADDRESS}:${RELAY_PORT + 1}`;
    const probe = ['peer', wg('pubkey', probeKey), 'endpoint', endpoint, 'persistent-keepalive', '25'];
    await must(a.host, 'wg', ['set', a.interfaceName, ...probe]);
    const [main, other] = [await seen(relay, 'main'), await seen(relay, 'probe')];
    expect([main.key, other.key]).toEqual([a.publicKey, a.publicKey]);
    expect(main.observed === other.observed).toBe(same);
  });

  test('under load a player registers with a cookie', async () => {
    const a = await player(1);
    const relay = await startRelay([a], { limits: { handshakesPerSecond: 0 } });
    await addPeer(a, 'relay', 25);
    const stats = await figures(relay, ({ clients }) => clients === 1);
    expect(stats).toMatchObject({ cookies: 1, handshakes: 1 });
  });

  test('a client that only keeps alive needs no new handshake, though the relay says nothing', async () => {
    const a = await player(1);
    const relay = await startRelay([a]);
    await addPeer(a, 'relay', 5);
    await registered(relay, 1);
    await new Promise((resolve) => setTimeout(resolve, NEW_HANDSHAKE_MS + 5_000));
    expect(await received(a, relayPublicKey)).toBe(92);
  });
});

/** What the relay, or its probe, observes. */
function seen(relay: LabProcess, via: 'main' | 'probe'): Promise<{ key: string; observed: string }> {
  return relay.json<{ key: string; observed: string }>((line) => line.via === via);
}

/** Waits for figures of the relay. */
async function figures(relay: LabProcess, wanted: (stats: RelayStats) => boolean): Promise<RelayStats> {
  const line = await relay.json<{ stats: RelayStats }>(
    ({ stats }) => stats !== undefined && wanted(stats as RelayStats),
  );
  return line.stats;
}

async function pings(from: Player, to: Player, withinSeconds = 2): Promise<boolean> {
  const args = ['-c', '1', '-i', '0.2', '-w', String(withinSeconds), to.tunnelAddress];
  return (await from.host.exec('ping', args)).code === 0;
}

/** Bytes that came from a peer. */
async function received(at: Player, publicKey: string): Promise<number> {
  const { stdout } = await at.host.exec('wg', ['show', at.interfaceName, 'transfer']);
  const line = stdout.split('\n').find((text) => text.startsWith(publicKey));
  return Number(line?.split('\t')[1]);
}

async function must(host: LabHost, file: string, args: readonly string[]): Promise<void> {
  const { code, stderr } = await host.exec(file, args);
  if (code !== 0) throw new Error(`${file} ${args.join(' ')} ended with ${code}: ${stderr}`);
}

function wg(command: 'genkey' | 'pubkey', input = ''): string {
  return run('wg', [command], input).stdout.trim();
}

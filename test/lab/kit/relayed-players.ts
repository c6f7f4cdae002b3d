/** Machines of the lab with plain WireGuard and no LANrage, which speak through a relay that runs alone. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RelayStats } from '../../../main/servers/relay/relay-stats.ts';
import type { RelayAloneOptions } from '../relay-alone.ts';
import type { KeyPair } from './bare-client.ts';
import { must } from './command.ts';
import type { LabHost } from './host.ts';
import { type Internet, SERVER_ADDRESS } from './internet.ts';
import type { NatKind } from './nat.ts';
import type { LabProcess } from './process.ts';

export const RELAY_PORT = 3478;

/** A host with a WireGuard interface. */
export interface Player {
  readonly host: LabHost;
  readonly interfaceName: string;
  /** Its own, which its NAT keeps unless it is symmetric. */
  readonly listenPort: number;
  /** Its NAT's. */
  readonly publicAddress: string;
  readonly publicKey: string;
  readonly tunnelAddress: string;
}

export class RelayedPlayers {
  readonly #internet: Internet;
  readonly #relayKeys = createKeys();
  #players = 0;

  constructor(internet: Internet) {
    this.#internet = internet;
  }

  /** Of a relay that was given no other key. */
  get relayPublicKey(): string {
    return this.#relayKeys.publicKey;
  }

  /** Starts a relay that admits these players to one party; prints its figures as they change. */
  async startRelay(
    players: readonly Player[],
    options: Partial<RelayAloneOptions> = {},
  ): Promise<LabProcess> {
    const script = fileURLToPath(new URL('../relay-alone.ts', import.meta.url));
    const given: RelayAloneOptions = {
      listen: [{ address: SERVER_ADDRESS, port: RELAY_PORT }],
      privateKey: this.#relayKeys.privateKey,
      admit: players.map(({ publicKey }) => publicKey),
      ...options,
    };
    const child = this.#internet.server.spawn(process.execPath, [script, JSON.stringify(given)]);
    await child.json((line) => line.ready === true);
    return child;
  }

  /** Brings up WireGuard on a machine behind a NAT of its own; it knows nobody yet. */
  async join(nat: NatKind): Promise<Player> {
    const { hosts, publicAddress } = this.#internet.home({ nat });
    const [host] = hosts;
    const interfaceName = this.#internet.interfaceName();
    const tunnelAddress = `10.66.0.${++this.#players}`;
    const { privateKey, publicKey } = createKeys();
    const keyFile = join(this.#internet.folder(interfaceName), 'key');
    writeFileSync(keyFile, privateKey, { mode: 0o600 });
    await mustOn(host, 'wireguard-go', [interfaceName]);
    await mustOn(host, 'wg', ['set', interfaceName, 'private-key', keyFile]);
    await mustOn(host, 'ip', ['addr', 'add', `${tunnelAddress}/24`, 'dev', interfaceName]);
    await mustOn(host, 'ip', ['link', 'set', interfaceName, 'up']);
    const { stdout } = await host.exec('wg', ['show', interfaceName, 'listen-port']);
    return { host, interfaceName, listenPort: Number(stdout), publicAddress, publicKey, tunnelAddress };
  }

  /** Registers players at the relay and waits until it has them. */
  async register(
    relay: LabProcess,
    players: readonly Player[],
    relayAddress = SERVER_ADDRESS,
  ): Promise<void> {
    for (const player of players) {
      await setPeer(player, this.relayPublicKey, `${relayAddress}:${RELAY_PORT}`, { keepalive: 25 });
    }
    await figures(relay, ({ clients }) => clients >= players.length);
  }

  /** Makes two players each other's peers; `a` shakes hands. */
  async introduce(a: Player, b: Player, relayAddress = SERVER_ADDRESS): Promise<void> {
    const endpoint = `${relayAddress}:${RELAY_PORT}`;
    await setPeer(b, a.publicKey, endpoint, { allowedIps: `${a.tunnelAddress}/32`, keepalive: 0 });
    await setPeer(a, b.publicKey, endpoint, { allowedIps: `${b.tunnelAddress}/32`, keepalive: 25 });
  }
}

/** Adds or changes a WireGuard peer. */
export async function setPeer(
  { host, interfaceName }: Player,
  publicKey: string,
  endpoint: string,
  { allowedIps = '', keepalive = 25 }: { readonly allowedIps?: string; readonly keepalive?: number } = {},
): Promise<void> {
  const settings = ['endpoint', endpoint, 'persistent-keepalive', String(keepalive)];
  const args = ['set', interfaceName, 'peer', publicKey, 'allowed-ips', allowedIps, ...settings];
  await mustOn(host, 'wg', args);
}

/** Forgets a WireGuard peer, and the session with it. */
export function removePeer({ host, interfaceName }: Player, publicKey: string): Promise<void> {
  return mustOn(host, 'wg', ['set', interfaceName, 'peer', publicKey, 'remove']);
}

/** Waits for figures of the relay. */
export async function figures(
  relay: LabProcess,
  wanted: (stats: RelayStats) => boolean,
  timeoutMs?: number,
): Promise<RelayStats> {
  const { stats } = await relay.json<{ stats: RelayStats }>(
    (line) => line.stats !== undefined && wanted(line.stats as RelayStats),
    timeoutMs,
  );
  return stats;
}

/** How many of `count` pings through the tunnel came back. */
export async function tunnelPings(
  from: Player,
  to: Player,
  count: number,
  intervalSeconds = 0.02,
): Promise<number> {
  const args = ['-c', String(count), '-i', String(intervalSeconds), '-W', '2', to.tunnelAddress];
  const { stdout } = await from.host.exec('ping', args);
  return Number(/(\d+) received/.exec(stdout)?.[1] ?? 0);
}

async function mustOn(host: LabHost, file: string, args: readonly string[]): Promise<void> {
  const { code, stderr } = await host.exec(file, args);
  if (code !== 0) throw new Error(`${file} ${args.join(' ')} on ${host.name} ended with ${code}: ${stderr}`);
}

/** A new key pair of WireGuard. */
export function createKeys(): KeyPair {
  const privateKey = must('wg', ['genkey']).trim();
  return { privateKey, publicKey: must('wg', ['pubkey'], privateKey).trim() };
}

/**
 * What is said on the socket of a WireGuard device in user space (https://www.wireguard.com/xplatform/): lines of
 * `key=value`, keys in hexadecimal, an empty line at the end.
 */
import type { InterfaceStatus, PeerConfig, PeerStatus } from '../../../shared/helper/verbs.ts';
import { publicKeyOf } from '../public-key.ts';

/** Ends a request, and an answer. */
export const END = '\n\n';
export const GET = 'get=1\n\n';

const NO_KEY = '0'.repeat(64);

/** @param lines - `key=value` each. */
export function formatSet(lines: readonly string[]): string {
  return ['set=1', ...lines, '', ''].join('\n');
}

/** Replaces the allowed IPs, and leaves an absent endpoint or preshared key as it is. */
export function peerLines(peer: PeerConfig): readonly string[] {
  return [
    `public_key=${toHex(peer.publicKey)}`,
    ...(peer.presharedKey === undefined ? [] : [`preshared_key=${toHex(peer.presharedKey)}`]),
    ...(peer.endpoint === undefined ? [] : [`endpoint=${peer.endpoint}`]),
    `persistent_keepalive_interval=${peer.keepaliveSeconds}`,
    'replace_allowed_ips=true',
    ...peer.allowedIps.map((range) => `allowed_ip=${range}`),
  ];
}

/** @param publicKey - base64. One that isn't there is nothing to it. */
export function removalLines(publicKey: string): readonly string[] {
  return [`public_key=${toHex(publicKey)}`, 'remove=true'];
}

/** @param key - base64. */
export function keyLine(key: string): string {
  return `private_key=${toHex(key)}`;
}

/** The code at the end of an answer: 0, or a negative number of the system's; null when there is none. */
export function errnoOf(answer: string): number | null {
  const found = /(?:^|\n)errno=(-?\d{1,9})\n\n$/.exec(answer)?.[1];
  return found === undefined ? null : Number(found);
}

/** Reads the answer to `GET`; both secrets are dropped. Null unless every line that counts has the known form. */
export function parseDevice(name: string, answer: string): InterfaceStatus | null {
  const device = { publicKey: null as string | null, listenPort: 0 };
  const peers: PeerStatus[] = [];
  for (const line of answer.trimEnd().split('\n')) {
    const at = line.indexOf('=');
    const [key, value] = [line.slice(0, at), line.slice(at + 1)];
    const last = peers.at(-1);
    if (key === 'public_key') peers.push(newPeer(toBase64(value)));
    else if (last !== undefined) peers[peers.length - 1] = withLine(last, key, value);
    else if (key === 'private_key') device.publicKey = value === NO_KEY ? null : publicKeyOf(toBase64(value));
    else if (key === 'listen_port') device.listenPort = Number(value);
  }
  const isKnown = isPort(device.listenPort) && peers.every(isWhole);
  return isKnown ? { name, ...device, peers } : null;
}

function newPeer(publicKey: string): PeerStatus {
  const nothingYet = { endpoint: null, allowedIps: [], latestHandshake: null };
  return { publicKey, ...nothingYet, rxBytes: 0, txBytes: 0, keepaliveSeconds: 0 };
}

function withLine(peer: PeerStatus, key: string, value: string): PeerStatus {
  switch (key) {
    case 'endpoint':
      return { ...peer, endpoint: value };
    case 'allowed_ip':
      return { ...peer, allowedIps: [...peer.allowedIps, value] };
    case 'last_handshake_time_sec':
      return { ...peer, latestHandshake: value === '0' ? null : Number(value) };
    case 'rx_bytes':
      return { ...peer, rxBytes: Number(value) };
    case 'tx_bytes':
      return { ...peer, txBytes: Number(value) };
    case 'persistent_keepalive_interval':
      return { ...peer, keepaliveSeconds: Number(value) };
    default:
      return peer;
  }
}

function isWhole({ publicKey, latestHandshake, rxBytes, txBytes, keepaliveSeconds }: PeerStatus): boolean {
  const counts = [latestHandshake ?? 0, rxBytes, txBytes, keepaliveSeconds];
  return publicKey.length === 44 && counts.every((count) => Number.isSafeInteger(count) && count >= 0);
}

function isPort(port: number): boolean {
  return Number.isInteger(port) && port >= 0 && port <= 65_535;
}

function toHex(key: string): string {
  return Buffer.from(key, 'base64').toString('hex');
}

function toBase64(hex: string): string {
  return Buffer.from(hex, 'hex').toString('base64');
}

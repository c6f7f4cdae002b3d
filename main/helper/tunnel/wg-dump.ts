/**
 * `wg show <if> dump`: tab-separated, stable, one line for the device and one for each peer.
 *   private-key  public-key  listen-port  fwmark
 *   public-key  preshared-key  endpoint  allowed-ips  latest-handshake  rx  tx  keepalive
 * Both secrets are dropped while parsing.
 */
import type { InterfaceStatus, PeerStatus } from '../../../shared/helper/verbs.ts';
import { keySchema } from '../../../shared/model/wire.ts';

const DEVICE_FIELDS = 4;
const PEER_FIELDS = 8;

/** Parses a dump; null unless every line has exactly the known form. */
export function parseWgDump(name: string, text: string): InterfaceStatus | null {
  const [deviceLine = '', ...peerLines] = text.replace(/\n$/, '').split('\n');
  const device = deviceLine.split('\t');
  const [, publicKey = '', port = ''] = device;
  const listenPort = parseCount(port);
  if (device.length !== DEVICE_FIELDS || !isKeyOrNone(publicKey)) return null;
  if (listenPort === null || listenPort > 65535) return null;
  const peers: PeerStatus[] = [];
  for (const line of peerLines) {
    const peer = parsePeer(line.split('\t'));
    if (peer === null) return null;
    peers.push(peer);
  }
  return { name, publicKey: noneToNull(publicKey), listenPort, peers };
}

function parsePeer(fields: readonly string[]): PeerStatus | null {
  const [publicKey = '', , endpoint = '', allowedIps = '', handshake = '', rx = '', tx = '', keepalive = ''] =
    fields;
  const [handshakeAt, rxBytes, txBytes] = [parseCount(handshake), parseCount(rx), parseCount(tx)];
  const keepaliveSeconds = keepalive === 'off' ? 0 : parseCount(keepalive);
  if (fields.length !== PEER_FIELDS || !keySchema.safeParse(publicKey).success) return null;
  if (handshakeAt === null || rxBytes === null || txBytes === null || keepaliveSeconds === null) return null;
  return {
    publicKey,
    endpoint: noneToNull(endpoint),
    allowedIps: allowedIps === '(none)' ? [] : allowedIps.split(','),
    latestHandshake: handshakeAt === 0 ? null : handshakeAt,
    rxBytes,
    txBytes,
    keepaliveSeconds,
  };
}

/** Decimal digits only: `Number` alone would take '', ' 1', '0x1' and '1e3' as well. */
function parseCount(text: string): number | null {
  const value = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
  return Number.isSafeInteger(value) ? value : null;
}

function isKeyOrNone(text: string): boolean {
  return text === '(none)' || keySchema.safeParse(text).success;
}

function noneToNull(text: string): string | null {
  return text === '(none)' ? null : text;
}

import { portOf } from '../../url-host.ts';

export interface MeetingServer {
  readonly kind: 'control' | 'mqtt';
  readonly host: string;
  readonly port: number;
  readonly isEncrypted: boolean;
}

/** The ports of MQTT that IANA lists. */
const MQTT_PORTS = { 'mqtt:': 1883, 'mqtts:': 8883 } as const;

/** Reads a meeting place of one's own. Null: another scheme, a user name, a path, or no URL. */
export function parseMeetingServer(text: string): MeetingServer | null {
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  const { protocol, hostname, pathname, search, hash, username, password } = url;
  const host = hostname.replace(/^\[|\]$/g, '');
  const isBare = pathname === '' || pathname === '/';
  if (host === '' || !isBare || `${search}${hash}${username}${password}` !== '') return null;
  if (protocol === 'ws:' || protocol === 'wss:') {
    return { kind: 'control', host, port: portOf(url), isEncrypted: protocol === 'wss:' };
  }
  if (protocol !== 'mqtt:' && protocol !== 'mqtts:') return null;
  const port = url.port === '' ? MQTT_PORTS[protocol] : Number(url.port);
  return { kind: 'mqtt', host, port, isEncrypted: protocol === 'mqtts:' };
}

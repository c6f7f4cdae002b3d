/** Where a STUN server is, as settings say it: `host:port`, with a name, an IPv4 literal or an IPv6 literal in brackets. */
import { isIpv6 } from '../address.ts';

/** `host` is a name or a literal without brackets; `port` is 1–65535. */
export interface ServerAddress {
  readonly host: string;
  readonly port: number;
}

/** A label of RFC 1123 §2.1. */
const LABEL = '[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?';
const FORM = new RegExp(`^(?:\\[([^\\]]+)\\]|(${LABEL}(?:\\.${LABEL})*)):([1-9]\\d{0,4})$`);

/** Parses `stun.example.org:3478`; null for anything else. */
export function parseServerAddress(text: string): ServerAddress | null {
  const [, literal, name, port = ''] = (text.length <= 260 && FORM.exec(text)) || [];
  const host = literal ?? name;
  if (host === undefined || Number(port) > 65535) return null;
  return literal === undefined || isIpv6(literal) ? { host, port: Number(port) } : null;
}

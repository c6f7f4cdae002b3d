/**
 * Where a relay takes datagrams over a WebSocket: a `wss://` or `ws://` URL, or the path alone, which is then at the
 * control server as it was reached (RFC 3986 §5).
 */
import { z } from 'zod';
import { rule } from '../model/wire.ts';

export const RELAY_TUNNEL_PATH = '/relay';

/** Any longer would not fit the answers of 16 relays into one frame. */
const LONGEST = 128;
/** As many as members are told of one relay. */
export const TUNNEL_URL_LIMIT = 2;

/** Nothing but host, port and the path can be chosen: no server may send members to other places with it. */
export const tunnelUrlSchema = z
  .string()
  .max(LONGEST)
  .refine((text) => resolveTunnelUrl(text, 'wss://control.invalid') !== null, rule('malformed'));

/**
 * Those that members are told, best first: TLS before plain, since fewer networks meddle with it, and then the port
 * that networks expect there (443, or 80 without TLS). Otherwise in the order given.
 */
export function bestTunnelUrls(urls: readonly string[]): string[] {
  const rank = (text: string): number => {
    const url = URL.canParse(text) ? new URL(text) : null;
    // A path alone has whatever the control server has, which is not known here.
    if (url === null) return 2;
    return (url.protocol === 'wss:' ? 0 : 3) + (url.port === '' ? 0 : 1);
  };
  return [...new Set(urls)].sort((a, b) => rank(a) - rank(b)).slice(0, TUNNEL_URL_LIMIT);
}

/**
 * The URL to dial; null for what is none.
 * @param text - as a relay gives it. @param controlUrl - `ws://` or `wss://` URL at which the control server was reached.
 */
export function resolveTunnelUrl(text: string, controlUrl: string): string | null {
  if (!URL.canParse(text, controlUrl)) return null;
  const url = new URL(text, controlUrl);
  const isPlain = url.username === '' && url.password === '' && url.search === '' && url.hash === '';
  const isTunnel = /^wss?:$/.test(url.protocol) && url.pathname === RELAY_TUNNEL_PATH;
  return isPlain && isTunnel ? url.href : null;
}

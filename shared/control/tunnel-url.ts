/**
 * Where a relay takes datagrams over a WebSocket: a `wss://` or `ws://` URL, or the path alone, which is then at the
 * control server as it was reached (RFC 3986 §5).
 */
import { z } from 'zod';

export const RELAY_TUNNEL_PATH = '/relay';

/** Any longer would not fit the answers of 16 relays into one frame. */
const LONGEST = 128;

/** Nothing but host, port and the path can be chosen: no server may send members to other places with it. */
export const tunnelUrlSchema = z
  .string()
  .max(LONGEST)
  .refine((text) => resolveTunnelUrl(text, 'wss://control.invalid') !== null, 'not the URL of a tunnel');

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

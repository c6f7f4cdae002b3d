/** Which proxy a WebSocket goes through, as the environment says it: HTTPS_PROXY, HTTP_PROXY and NO_PROXY. */
import { isIpv6, parseIpv4 } from '../../shared/address.ts';
import { bareHost, portOf } from '../../shared/url-host.ts';
import type { ProxySettings } from './environment.ts';

export const noProxies: ProxySettings = { httpsProxy: null, httpProxy: null, noProxy: null };

/** The proxy for a `ws://` or `wss://` URL; null: none, or one that isn't an HTTP proxy. */
export function proxyFor(url: URL, { httpsProxy, httpProxy, noProxy }: ProxySettings): URL | null {
  const text = url.protocol === 'wss:' ? httpsProxy : httpProxy;
  if (text === null || isExempt(url, noProxy ?? '')) return null;
  // Many are written without a scheme.
  const full = text.includes('://') ? text : `http://${text}`;
  if (!URL.canParse(full)) return null;
  const proxy = new URL(full);
  return /^https?:$/.test(proxy.protocol) ? proxy : null;
}

/** Loopback never needs a proxy, and no proxy could reach ours. */
function isExempt(url: URL, noProxy: string): boolean {
  const host = bareHost(url);
  if (host === 'localhost' || host === '::1' || (host.startsWith('127.') && parseIpv4(host) !== null))
    return true;
  const port = String(portOf(url));
  return noProxy
    .split(/[\s,]+/)
    .filter((entry) => entry !== '')
    .some((entry) => matches(host, port, entry.toLowerCase()));
}

/** `example.org` and `.example.org` mean the domain with all below it; a port narrows, `*` means everything. */
function matches(host: string, port: string, entry: string): boolean {
  if (entry === '*') return true;
  const match = /^\[?(.*?)\]?(?::(\d+))?$/.exec(entry);
  const isLiteral = isIpv6(entry);
  const wantedPort = isLiteral ? undefined : match?.[2];
  const domain = (isLiteral ? entry : (match?.[1] ?? '')).replace(/^\*?\./, '');
  if (wantedPort !== undefined && wantedPort !== port) return false;
  return domain !== '' && (host === domain || host.endsWith(`.${domain}`));
}

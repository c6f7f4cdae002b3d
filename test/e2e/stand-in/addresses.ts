/**
 * The app's own schemes in a Chromium that knows none of them: `app://lanrage/x` is shown as
 * `https://lanrage.app.stand-in/x`, a secure origin of its own, and every request there is answered by the app.
 * https and not http, so that the page has the same secure context as in Electron.
 */
const SUFFIX = '.stand-in';

/** The address that Chromium gets for one of the app's. */
export function toChromium(url: string): string {
  const { protocol, host, pathname, search, hash } = new URL(url);
  if (host === '' || isWeb(protocol)) return url;
  return `https://${host}.${protocol.slice(0, -1)}${SUFFIX}${pathname}${search}${hash}`;
}

/** The address that the app sees for one of Chromium's. */
export function toApp(url: string): string {
  const { hostname, pathname, search, hash } = new URL(url);
  const match = /^(.+)\.([a-z]+)\.stand-in$/.exec(hostname);
  return match === null ? url : `${match[2]}://${match[1]}${pathname}${search}${hash}`;
}

function isWeb(protocol: string): boolean {
  return ['http:', 'https:', 'ws:', 'wss:'].includes(protocol);
}

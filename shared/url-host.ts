/** The host of a URL as sockets take it: IPv6 without its brackets. */
export function bareHost({ hostname }: URL): string {
  return hostname.replace(/^\[|\]$/g, '');
}

/** The port of a URL, also where it is that of the scheme and thus not written. */
export function portOf({ port, protocol }: URL): number {
  if (port !== '') return Number(port);
  return protocol === 'wss:' || protocol === 'https:' ? 443 : 80;
}

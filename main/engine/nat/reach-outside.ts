/** Two looks past UDP, for when nobody answers over it: does TCP work, and is there a captive portal? */
import { get } from 'node:http';
import { connect } from 'node:net';
import type { ServerAddress } from '../../../shared/stun/server-address.ts';
import type { Clock } from '../../base/clock.ts';

/** Whether a TCP connection to the server comes about within the time; it is closed at once. */
export function connectsOverTcp(
  { host, port }: ServerAddress,
  timeoutMs: number,
  clock: Clock,
): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const settle = (works: boolean): void => {
      cancel();
      socket.destroy();
      resolve(works);
    };
    const cancel = clock.after(timeoutMs, () => settle(false));
    socket.once('connect', () => settle(true));
    socket.once('error', () => settle(false));
  });
}

/**
 * Asks a page that answers 204 (no content) on the open Internet, over plain HTTP as portals can only answer that.
 * yes: somebody answered something else. unknown: nobody answered.
 */
export function looksLikePortal(
  url: string,
  timeoutMs: number,
  clock: Clock,
): Promise<'yes' | 'no' | 'unknown'> {
  return new Promise((resolve) => {
    const request = get(url, { agent: false });
    const settle = (portal: 'yes' | 'no' | 'unknown'): void => {
      cancel();
      request.destroy();
      resolve(portal);
    };
    const cancel = clock.after(timeoutMs, () => settle('unknown'));
    request.once('response', ({ statusCode }) => settle(statusCode === 204 ? 'no' : 'yes'));
    // Stays: destroying a request makes it fail once more.
    request.on('error', () => settle('unknown'));
  });
}

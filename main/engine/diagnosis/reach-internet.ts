/** Whether anybody in the Internet answers, by answers that only whoever was asked can give. */
import { isIP } from 'node:net';
import { bareHost } from '../../../shared/url-host.ts';
import { within } from '../../base/time.ts';
import { isPublic } from '../machine/public-address.ts';
import { askStun } from '../nat/ask-stun.ts';
import type { Outside } from '../nat/outside.ts';
import type { StunMeans } from '../nat/stun-socket.ts';

export interface WaysOut {
  readonly outside: Outside;
  readonly stun: Omit<StunMeans, 'openUdp'>;
  /** `host:port`; those in this house don't count. */
  readonly stunServers: readonly string[];
  /** Of the control server; null: none is known. */
  readonly controlUrl: URL | null;
}

/** Anycast addresses of three operators, by number, so that they answer without names; of both families, since some have but one. */
const WELL_KNOWN = [
  ...['1.1.1.1', '8.8.8.8', '9.9.9.9'],
  ...['2606:4700:4700::1111', '2001:4860:4860::8888', '2620:fe::fe'],
];
const CONNECT_MS = 2000;
const STUN_MS = 1500;
/** For any of them, with the look-up of a name that nobody answers, which takes the system ten seconds and more. */
const ENOUGH_MS = 2500;

/**
 * A connection proves nothing: what stands between may take any. A certificate that holds for the address does, and so does
 * STUN's transaction id, from an address that the Internet can send to.
 */
export async function reachesInternet({ outside, stun, stunServers, controlUrl }: WaysOut): Promise<boolean> {
  const ways = [
    ...WELL_KNOWN.map((host) => outside.provesItself({ host, port: 443 }, CONNECT_MS)),
    ...stunServers.slice(0, 2).map(async (server) => {
      const answered = await askStun(server, { ...outside, ...stun, isWanted: isPublic }, STUN_MS);
      return answered !== null;
    }),
    controlUrl === null ? false : isControlOutside(controlUrl, outside),
  ];
  const reached = ways.map(async (way) => {
    if (!(await within(stun.clock, ENOUGH_MS, Promise.resolve(way), () => false)))
      throw new Error('not that way');
  });
  return Promise.any(reached).then(
    () => true,
    () => false,
  );
}

async function isControlOutside(url: URL, { lookup, read }: Outside): Promise<boolean> {
  const host = bareHost(url);
  const address = isIP(host) === 0 ? await lookup(host, 0).catch(() => '') : host;
  if (!isPublic(address)) return false;
  const page = new URL('/health', url.href.replace(/^ws/, 'http'));
  return (await read(page, CONNECT_MS)) === 'ok';
}

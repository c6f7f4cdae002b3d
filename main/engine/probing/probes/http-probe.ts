/** HTTP(S): a GET over a connection of its own until the answer's head, with its phases. Redirects are answers, too. */
import { request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Socket } from 'node:net';
import type { ProbeOutcome, Target } from '../../../../shared/model/target.ts';
import { addressToBytes } from '../../../../shared/stun/address-bytes.ts';
import { bareHost } from '../../../../shared/url-host.ts';
import { type Address, type Names, whyUnresolved } from './names.ts';
import { PLAIN_ANSWER } from './probe.ts';
import { outcomeOfError } from './system-error.ts';

export interface HttpProbe {
  readonly target: Pick<Target, 'address' | 'family' | 'timeoutMs'>;
  readonly names: Names;
  readonly signal: AbortSignal;
  /** Certificates beside the system's, PEM; for tests. */
  readonly trusted?: string;
}

type Phases = NonNullable<Extract<ProbeOutcome, { outcome: 'answered' }>['phases']>;

const FIRST_REFUSAL = 400;

/** A URL that can be probed: http or https, without credentials; null for any other text. */
export function parseProbeUrl(text: string): URL | null {
  const url = URL.parse(text);
  if (url === null || !['http:', 'https:'].includes(url.protocol)) return null;
  return url.username === '' && url.password === '' && url.hostname !== '' ? url : null;
}

/** Looks the name up, connects, asks, and closes after the head. */
export async function probeHttp({ target, names, signal, trusted }: HttpProbe): Promise<ProbeOutcome> {
  const url = parseProbeUrl(target.address);
  if (url === null) return { outcome: 'error', why: { reason: 'not-url' } };
  const startedAt = performance.now();
  const host = bareHost(url);
  const to = await names.resolveAnew(host, target.family, target.timeoutMs);
  if (!('address' in to)) {
    return to.reason === 'timed-out'
      ? { outcome: 'timeout' }
      : { outcome: 'unresolved', why: whyUnresolved(to.reason) };
  }
  const lookedUpAt = performance.now();
  const left = target.timeoutMs - (lookedUpAt - startedAt);
  if (left <= 0) return { outcome: 'timeout' };
  const dnsMs = addressToBytes(host) === null ? lookedUpAt - startedAt : null;
  const end = await ask(url, to, AbortSignal.any([signal, AbortSignal.timeout(Math.ceil(left))]), trusted);
  if ('outcome' in end) return end;
  if (end.status >= FIRST_REFUSAL) return { outcome: 'refused', status: end.status };
  const rttMs = performance.now() - startedAt;
  const phases = { ...end.phases, dnsMs };
  return { ...PLAIN_ANSWER, rttMs, status: end.status, phases, addresses: [] };
}

type Head = { readonly status: number; readonly phases: Omit<Phases, 'dnsMs'> };

function ask(
  url: URL,
  to: Address,
  signal: AbortSignal,
  trusted: string | undefined,
): Promise<Head | ProbeOutcome> {
  const secure = url.protocol === 'https:';
  const options: RequestOptions & { servername?: string; ca?: string } = {
    host: to.address,
    family: to.family,
    port: url.port || (secure ? 443 : 80),
    path: `${url.pathname}${url.search}`,
    headers: { host: url.host, accept: '*/*', 'user-agent': 'LANrage' },
    agent: false,
    signal,
    ...(secure && addressToBytes(bareHost(url)) === null && { servername: url.hostname }),
    ...(secure && trusted !== undefined && { ca: trusted }),
  };
  return new Promise((resolve) => {
    const startedAt = performance.now();
    const marks: { connected: number | null; secured: number | null } = { connected: null, secured: null };
    const heard = (response: IncomingMessage): void => {
      const readyAt = marks.secured ?? marks.connected ?? startedAt;
      const phases = {
        connectMs: marks.connected === null ? null : marks.connected - startedAt,
        tlsMs: marks.secured === null ? null : marks.secured - (marks.connected ?? startedAt),
        firstByteMs: performance.now() - readyAt,
      };
      resolve({ status: response.statusCode ?? 0, phases });
      response.destroy();
    };
    const request = (secure ? httpsRequest : httpRequest)(options, heard);
    // A server may switch protocols unasked; Node would end the request then, and say nothing.
    request.on('upgrade', (response, socket) => {
      heard(response);
      socket.destroy();
    });
    request.once('socket', (socket: Socket) => {
      socket.once('connect', () => {
        marks.connected = performance.now();
      });
      socket.once('secureConnect', () => {
        marks.secured = performance.now();
      });
    });
    request.on('error', (error: NodeJS.ErrnoException) =>
      resolve(signal.aborted ? { outcome: 'timeout' } : outcomeOfError(error, to.family)),
    );
    request.end();
  });
}

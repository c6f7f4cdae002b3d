/** HTTP with the router, and with nothing else: bounded in size and time, without redirects, compression or proxies. */
import { request } from 'node:http';
import { parseIpv4 } from '../../../../../shared/address.ts';
import { isPublicIpv4 } from '../../../machine/public-address.ts';
import type { MapperContext } from '../mapper.ts';

const TIMEOUT_MS = 3_000;
const MOST_HEADER_BYTES = 8_192;
/** Descriptions of real routers have 2–20 kB. */
const MOST_BODY_BYTES = 128 * 1024;

export interface HttpAnswer {
  readonly status: number;
  readonly body: string;
}

export interface HttpRequest {
  readonly url: URL;
  readonly method: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/**
 * Understands an address that a router named as one of the router itself; null for every other, so that no router can
 * send us elsewhere. @param base - what a relative address is relative to.
 */
export function routerUrl(text: string, gateway: string, base?: URL): URL | null {
  const url = text === '' ? null : URL.parse(text, base?.href);
  if (url === null || url.protocol !== 'http:' || url.username !== '' || url.password !== '') return null;
  // A gateway on the open Internet is nobody's home router.
  return url.hostname === gateway && parseIpv4(gateway) !== null && !isPublicIpv4(gateway) ? url : null;
}

/** Asks the router once. @returns null when there is no whole answer within the bounds. */
export function askByHttp(context: MapperContext, question: HttpRequest): Promise<HttpAnswer | null> {
  const { url, method, headers = {}, body } = question;
  const { clock, log, localAddress } = context;
  return new Promise((resolve) => {
    let settled = false;
    const settle = (answer: HttpAnswer | null, why?: unknown): void => {
      if (settled) return;
      settled = true;
      cancel();
      if (answer === null) log.debug('the router gave no usable answer over HTTP', { port: url.port, why });
      resolve(answer);
      exchange.destroy();
    };
    const exchange = request(url, {
      method,
      headers: { ...headers, connection: 'close' },
      agent: false,
      localAddress,
      maxHeaderSize: MOST_HEADER_BYTES,
    });
    const cancel = clock.after(TIMEOUT_MS, () => settle(null, 'timed out'));
    exchange.on('error', (error) => settle(null, error));
    exchange.on('response', (response) => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        chunks.push(chunk);
        if (bytes > MOST_BODY_BYTES) settle(null, 'too long');
      });
      response.on('error', (error) => settle(null, error));
      response.on('end', () => {
        settle({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') });
      });
    });
    exchange.end(body);
  });
}

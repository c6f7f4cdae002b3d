/** `GET /metrics` as HTTP. Web pages may send requests to loopback; the Host check stops those with a rebound name. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { SECURITY_HEADERS } from '../base/page/security-headers.ts';
import { answerMetrics, type MetricsSource } from './answer-metrics.ts';

const METRICS_PATH = '/metrics';

/** @param hosts - those by which the server may be asked. */
export function asksForMetrics(
  { method, headers, url }: IncomingMessage,
  hosts: ReadonlySet<string>,
): boolean {
  return method === 'GET' && hosts.has(headers.host ?? '') && url === METRICS_PATH;
}

export async function tellMetrics(
  request: IncomingMessage,
  response: ServerResponse,
  source: MetricsSource,
): Promise<void> {
  const { status, headers, body } = await answerMetrics(request, source);
  response.writeHead(status, { ...SECURITY_HEADERS, ...headers }).end(body);
}

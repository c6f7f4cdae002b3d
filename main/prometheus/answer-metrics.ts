/** `GET /metrics` for Prometheus: off unless the settings say otherwise, and never without the token. */
import type { IncomingMessage } from 'node:http';
import type { MetricsView } from '../../shared/model/metrics.ts';
import type { Settings } from '../../shared/model/settings.ts';
import type { Result } from '../../shared/result.ts';
import type { Log } from '../base/log/log.ts';
import { sameSecret } from '../base/same-secret.ts';
import { formatPrometheus, PROMETHEUS_CONTENT_TYPE } from '../engine/telemetry/metrics/export/prometheus.ts';
import type { Dispatcher } from '../ipc/dispatch.ts';
import { metricsToken } from './metrics-token.ts';

export interface MetricsAnswer {
  readonly status: 200 | 401 | 404 | 500;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface MetricsSource {
  readonly dispatcher: Dispatcher;
  /** Where the token is kept. */
  readonly dataDir: string;
  readonly log: Log;
}

/** Answers a request whose Host was checked. Settings and token are read each time, so that changes hold at once. */
export async function answerMetrics(
  { headers }: Pick<IncomingMessage, 'headers'>,
  { dispatcher, dataDir, log }: MetricsSource,
): Promise<MetricsAnswer> {
  // The dispatcher has parsed both answers by the contract.
  const settings = (await dispatcher.call('getSettings', {})) as Result<Settings>;
  if (!settings.ok || !settings.value.metricsExport) return { status: 404, headers: {}, body: '' };
  const token = await metricsToken(dataDir);
  if (!token.ok) {
    log.warn('metrics refused: no token', { fault: token.fault });
    return { status: 500, headers: {}, body: '' };
  }
  const [, given = ''] = /^Bearer +([\w-]+)$/i.exec(headers.authorization ?? '') ?? [];
  if (!sameSecret(given, token.value)) {
    return { status: 401, headers: { 'www-authenticate': 'Bearer realm="lanrage"' }, body: '' };
  }
  const metrics = (await dispatcher.call('getMetrics', {})) as Result<MetricsView>;
  return metrics.ok
    ? {
        status: 200,
        headers: { 'content-type': PROMETHEUS_CONTENT_TYPE },
        body: formatPrometheus(metrics.value),
      }
    : { status: 500, headers: {}, body: '' };
}

/** `lanrage metrics` and `lanrage metrics token`: for Prometheus and what reads its format. */
import { formatPrometheus } from '../../engine/telemetry/metrics/export/prometheus.ts';
import { metricsToken } from '../../prometheus/metrics-token.ts';
import { type Command, done, failed } from '../command.ts';
import { askEngine } from '../with-engine.ts';

const print: Command = {
  name: 'metrics',
  operands: '',
  maxOperands: 0,
  summary: 'Print what is measured, for Prometheus',
  details:
    'In its text format. With the setting metricsExport=true Prometheus fetches it by itself, at /metrics of the browser’s port, with a window too.',
  options: {},
  run: (_, context) =>
    askEngine(
      context,
      (api) => api.getMetrics({}),
      (view) => ({ json: { metrics: view }, text: formatPrometheus(view).trimEnd() }),
    ),
};

const token: Command = {
  name: 'metrics token',
  operands: '',
  maxOperands: 0,
  summary: 'Print the token that Prometheus needs',
  details:
    'It is made when it is asked for first, and kept in the file metrics-token of the data directory, which only you can read. Delete the file for a new one.',
  options: {},
  async run(_, { dataDir }) {
    const found = await metricsToken(dataDir);
    return found.ok ? done({ json: { token: found.value }, text: found.value }) : failed(found.fault);
  },
};

export const metricsCommands: readonly Command[] = [print, token];

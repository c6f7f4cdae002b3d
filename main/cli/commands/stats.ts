import { setTimeout as delay } from 'node:timers/promises';
import type { MetricsView } from '../../../shared/model/metrics.ts';
import { type Answer, type Command, type Context, done, failed, misused } from '../command.ts';
import { readChoice, readNumbers } from '../options.ts';
import { line } from '../report.ts';
import { distributionOf, filterMetrics, statsDetailed, statsTable } from '../text/stats-text.ts';
import { withEngine } from '../with-engine.ts';

const FORMATS = ['table', 'json', 'detailed'] as const;
type Format = (typeof FORMATS)[number];

/** To the upper left corner, with everything below wiped. */
const CLEAR = '\u001b[H\u001b[J';

export const stats: Command = {
  name: 'stats',
  operands: '',
  maxOperands: 0,
  summary: 'Show latency, loss, rates and messages',
  details:
    'Connections, throughput, bandwidth, latency, ways to the players, versions and messages by type. Latency, jitter and loss are those of the last minute. IN and OUT are of the tunnel to each player. With --interval it goes on until Ctrl-C.',
  options: {
    format: { value: 'FORMAT', words: FORMATS, text: 'table (default), json or detailed' },
    interval: { value: 'SECONDS', text: 'Show it again every so often, 1 to 3600' },
    filter: { value: 'TEXT', text: 'Only players, targets and messages with this in name or state' },
  },
  async run(args, context) {
    const choice = readChoice(args, 'format', FORMATS);
    if ('problem' in choice) return misused(choice.problem);
    const numbers = readNumbers(args, { interval: { min: 1, max: 3600, fraction: true } });
    if (typeof numbers === 'string') return misused(numbers);
    const format = context.json ? 'json' : (choice.word ?? 'table');
    const intervalMs = numbers.interval === undefined ? null : numbers.interval * 1000;
    const stop = new AbortController();
    if (intervalMs !== null) context.io.onInterrupt(() => stop.abort());
    return withEngine(context, async (api) => {
      for (;;) {
        const metrics = await api.getMetrics({});
        if (!metrics.ok) return failed(metrics.fault);
        const shown = answer(metrics.value, format, args.value('filter'), context);
        if (intervalMs !== null && context.io.interactive && format !== 'json') context.io.out(CLEAR);
        context.io.out(format === 'json' ? line({ ok: true, ...shown.json }) : `${shown.text}\n`);
        if (intervalMs === null) return done();
        await delay(intervalMs, null, { signal: stop.signal }).catch(() => null);
        if (stop.signal.aborted) return done();
      }
    });
  },
};

function answer(all: MetricsView, format: Format, filter: string | null, { io }: Context): Answer {
  const view = filterMetrics(all, filter);
  return {
    json: { ...view, peers: distributionOf(all) },
    text: format === 'detailed' ? statsDetailed(view, all, io) : statsTable(view, all, io),
  };
}

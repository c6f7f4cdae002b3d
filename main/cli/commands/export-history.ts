import { resolve } from 'node:path';
import { type HistoryExport, historyExportQuerySchema } from '../../../shared/model/metrics.ts';
import { writeOwnerOnly } from '../../base/owner-only-file.ts';
import { type Command, type Context, done, failed, misused, type Outcome } from '../command.ts';
import { readChoice, readNumbers } from '../options.ts';
import { parseMoment } from '../parse-moment.ts';
import { complaintText } from '../text/complaint-text.ts';
import { bytes } from '../text/units.ts';
import { withEngine } from '../with-engine.ts';

const FORMATS = ['csv', 'json'] as const;
const DAY_MS = 24 * 3_600_000;
/** As fine as fits a file that programs open gladly: some ten thousand lines. */
const STEPS: readonly { readonly upToMs: number; readonly stepMs: number }[] = [
  { upToMs: 12 * 3_600_000, stepMs: 1000 },
  { upToMs: 30 * DAY_MS, stepMs: 60_000 },
  { upToMs: Number.POSITIVE_INFINITY, stepMs: 3_600_000 },
];

export const exportHistory: Command = {
  name: 'export history',
  operands: '',
  maxOperands: 0,
  summary: 'Write what was measured as CSV or JSON',
  details:
    'TIME is like 2026-11-21T20:00 (local), or 2h, 30min or 7d ago. Without --output it is printed. 8 MiB at most; with too much, the newest is left out and you are told.',
  options: {
    subject: { value: 'SUBJECT', text: 'A name, peer:ID, target:ID or system (default)' },
    from: { value: 'TIME', text: 'Where it begins; 24h by default' },
    to: { value: 'TIME', text: 'Where it ends; now by default' },
    step: { value: 'SECONDS', text: 'As fine as this, where history is; chosen by the span by default' },
    format: { value: 'FORMAT', words: FORMATS, text: 'csv (default) or json' },
    output: { value: 'FILE', text: 'Into a file that only you can read' },
  },
  async run(args, context) {
    const choice = readChoice(args, 'format', FORMATS);
    if ('problem' in choice) return misused(choice.problem);
    const numbers = readNumbers(args, { step: { min: 1, max: 86_400 } });
    if (typeof numbers === 'string') return misused(numbers);
    const now = Date.now();
    const from = parseMoment(args.value('from') ?? '24h', now);
    const to = parseMoment(args.value('to') ?? 'now', now);
    if (from === null || to === null) {
      return misused(
        `--${from === null ? 'from' : 'to'} takes a time like 2026-11-21T20:00, or 2h, 7d or now.`,
      );
    }
    const stepMs =
      numbers.step === undefined
        ? STEPS.find(({ upToMs }) => to - from <= upToMs)?.stepMs
        : numbers.step * 1000;
    const wanted = args.value('subject') ?? 'system';
    return withEngine(context, async (api) => {
      const metrics = await api.getMetrics({});
      if (!metrics.ok) return failed(metrics.fault);
      const subject = metrics.value.series.find(({ name }) => name === wanted)?.subject ?? wanted;
      const format = choice.word ?? 'csv';
      const query = historyExportQuerySchema.safeParse({ subject, from, to, stepMs, format });
      if (!query.success) {
        return misused(
          query.error.issues[0]?.path[0] === 'subject'
            ? `There is no player or target "${wanted}"; "lanrage stats" lists them.`
            : `That cannot be exported: ${complaintText(query.error)}.`,
        );
      }
      const exported = await api.exportHistory(query.data);
      return exported.ok ? hand(exported.value, args.value('output'), context) : failed(exported.fault);
    });
  },
};

/** Prints it, or writes it where it is wanted. */
async function hand(
  { text, truncated }: HistoryExport,
  output: string | null,
  { io, json }: Context,
): Promise<Outcome> {
  if (truncated) io.err('▲ The newest part is left out: ask for less time, or a larger --step.\n');
  if (output !== null) {
    const path = resolve(output);
    const written = await writeOwnerOnly(path, text);
    if (!written.ok) return failed(written.fault);
    const sizeBytes = Buffer.byteLength(text);
    return done({ json: { path, sizeBytes, truncated }, text: `Written to ${path} (${bytes(sizeBytes)}).` });
  }
  if (json) return done({ json: { text, truncated }, text });
  io.out(text);
  return done();
}

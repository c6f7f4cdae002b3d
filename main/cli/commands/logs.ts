import { fault } from '../../../shared/faults/fault.ts';
import { type LogLineView, logQuerySchema } from '../../../shared/model/log-line.ts';
import { valueComplaint } from '../../../shared/model/value-complaint.ts';
import { type Command, failed } from '../command.ts';
import type { Io, Style } from '../io.ts';
import { plain } from '../table.ts';
import { askEngine } from '../with-engine.ts';

const STYLES: Readonly<Record<LogLineView['level'], Style | null>> = {
  trace: 'dim',
  debug: 'dim',
  info: null,
  warn: 'yellow',
  error: 'red',
};

export const logs: Command = {
  name: 'logs',
  operands: '',
  maxOperands: 0,
  summary: 'Show what the running engine logged last',
  details:
    'Older lines are in the logs folder of the data directory. Keys, codes and tokens are never logged.',
  options: {
    level: { value: 'LEVEL', text: 'trace, debug, info (default), warn or error: this and what is worse' },
    filter: { value: 'TEXT', text: 'Only lines with this in their area or text' },
    limit: { value: 'N', text: 'At most so many lines, the newest; 200 by default' },
  },
  async run(args, context) {
    const limit = args.value('limit');
    const query = logQuerySchema.safeParse({
      level: args.value('level') ?? undefined,
      contains: args.value('filter') ?? undefined,
      limit: limit === null ? undefined : Number(limit),
    });
    if (!query.success) {
      return failed(fault('ipc.bad-request', valueComplaint(query.error)));
    }
    return askEngine(
      context,
      (api) => api.getLogs(query.data),
      (lines) => ({ json: { lines }, text: lines.map((line) => lineText(line, context.io)).join('\n') }),
    );
  },
};

function lineText({ at, level, area, text }: LogLineView, io: Pick<Io, 'style'>): string {
  const time = new Date(at).toLocaleTimeString('en-GB');
  const style = STYLES[level];
  const shown = level.toUpperCase().padEnd(5);
  return `${time} ${style === null ? shown : io.style(style, shown)} ${plain(area === '' ? text : `${area}: ${text}`)}`;
}

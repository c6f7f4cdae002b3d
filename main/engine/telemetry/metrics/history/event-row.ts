/** Events at rest: their figures as JSON. Earlier versions wrote words, and such rows are read as well. */
import { type HistoryEvent, historyEventSchema } from '../../../../../shared/model/metrics.ts';
import { parseJson } from '../../../../base/parse-json.ts';

type Figures = Readonly<Record<string, string | number | null>>;

export function figuresOf({ at: _at, subject: _subject, kind: _kind, ...figures }: HistoryEvent): string {
  return JSON.stringify(figures);
}

/** An event as its row has it; null for one that can't be read. */
export function eventOf({ at, subject, kind, detail }: Record<string, unknown>): HistoryEvent | null {
  const text = String(detail);
  const figures = text.startsWith('{') ? parseJson(text) : inWords(String(kind), text);
  const event = historyEventSchema.safeParse({ ...(figures as object | undefined), at, subject, kind });
  return event.success ? event.data : null;
}

/** What a row in words says, e.g. `relay → punched`, `4` or `90 s`. */
function inWords(kind: string, text: string): Figures {
  switch (kind) {
    case 'path': {
      const [from = '', to] = text.split(' → ');
      return to === undefined ? { from: null, to: from } : { from, to };
    }
    case 'connection-failed':
      return { code: text };
    case 'alert-raised':
    case 'alert-cleared':
    case 'anomaly':
      return { metric: text };
    case 'slowdown':
      return { factor: Number(text) };
    case 'history-repaired':
      return { path: text };
    case 'history-deleted':
      return { minutes: Number.parseInt(text, 10) };
    case 'clock-jump':
      return { ms: Number.parseInt(text, 10) * 1000 };
    default:
      return {};
  }
}

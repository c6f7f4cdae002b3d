/** A bounded export of history in one piece, for callers that pass it on as one answer. */
import { setImmediate } from 'node:timers/promises';
import {
  HISTORY_EXPORT_LIMIT_BYTES,
  type HistoryExport,
  type HistoryExportQuery,
} from '../../../../../shared/model/metrics.ts';
import { type HistorySource, historyCsv, historyJson } from './history-export.ts';

/** A few milliseconds of work. */
const BREAK_EVERY_BYTES = 256 * 1024;
const END_OF_JSON = '\n]}\n';
const CUT_JSON = '\n],"truncated":true}\n';

/** Lets other work in between chunks. @param limitBytes - of the text; what is beyond is left out and marked. */
export async function exportHistory(
  source: HistorySource,
  { format, ...range }: HistoryExportQuery,
  limitBytes: number = HISTORY_EXPORT_LIMIT_BYTES,
): Promise<HistoryExport> {
  const parts: string[] = [];
  let sizeBytes = 0;
  let sinceBreak = 0;
  for (const part of format === 'csv' ? historyCsv(source, range) : historyJson(source, range)) {
    const partBytes = Buffer.byteLength(part);
    // The end of JSON always has its place: it is no longer than the mark.
    if (part !== END_OF_JSON && sizeBytes + partBytes + CUT_JSON.length > limitBytes) {
      if (format === 'json') parts.push(CUT_JSON);
      return { text: parts.join(''), truncated: true };
    }
    parts.push(part);
    sizeBytes += partBytes;
    sinceBreak += partBytes;
    if (sinceBreak > BREAK_EVERY_BYTES) {
      sinceBreak = 0;
      await setImmediate();
    }
  }
  return { text: parts.join(''), truncated: false };
}

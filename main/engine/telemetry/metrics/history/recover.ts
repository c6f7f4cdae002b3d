/** Makes whole what a process left that ended without closing its minutes and sessions. */
import { mergeBuckets } from './bucket.ts';
import type { HistoryTables } from './history-tables.ts';
import { decodePack, encodePack } from './pack.ts';

interface LeftMinute {
  readonly subject: string;
  readonly minute: number;
  readonly seconds: Map<number, Uint8Array>;
}

/** Rolls up single seconds and ends sessions; to be done once, before anything is written. */
export function recover(tables: HistoryTables): true {
  for (const { subject, minute, seconds } of leftMinutes(tables)) {
    const stored = tables.readPack(subject, minute);
    const known = stored === null ? new Map<number, Uint8Array>() : decodePack(stored);
    const added = [...seconds].filter(([second]) => !known.has(second)).map(([, data]) => data);
    const delta = mergeBuckets(added);
    tables.writeMinute({ subject, minute, pack: encodePack(seconds), delta, rows: seconds.size });
  }
  tables.endLeftSessions();
  return true;
}

function leftMinutes(tables: HistoryTables): Iterable<LeftMinute> {
  const minutes = new Map<string, LeftMinute>();
  for (const { subject, second, data } of tables.leftSeconds()) {
    const minute = Math.floor(second / 60);
    const key = `${minute} ${subject}`;
    const found = minutes.get(key) ?? { subject, minute, seconds: new Map<number, Uint8Array>() };
    found.seconds.set(second % 60, data);
    minutes.set(key, found);
  }
  return minutes.values();
}

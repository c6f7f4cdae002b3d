import { useCallback, useEffect, useState } from 'react';
import type { Fault } from '../../shared/faults/fault.ts';
import type { LogLineView, LogQuery } from '../../shared/model/log-line.ts';
import { loadLogs } from '../actions/tools.ts';
import { useEngine } from '../stores/engine-store.ts';

const FOLLOW_MS = 2000;
/** A word that is being typed isn't asked for letter by letter. */
const TYPING_MS = 200;

export interface Logs {
  /** Newest last; null before the first answer. */
  readonly lines: readonly LogLineView[] | null;
  readonly fault: Fault | null;
  readonly retry: () => void;
}

/** The log as asked for; again every two seconds while `follow`. */
export function useLogs({ level, contains }: Pick<LogQuery, 'level' | 'contains'>, follow: boolean): Logs {
  const [lines, setLines] = useState<readonly LogLineView[] | null>(null);
  const [fault, setFault] = useState<Fault | null>(null);
  const online = useEngine(({ link }) => link === 'online');

  const read = useCallback(
    async (isWanted: () => boolean) => {
      const result = await loadLogs({ level, contains, limit: 500 });
      if (!isWanted()) return;
      setFault(result.ok ? null : result.fault);
      if (result.ok) setLines(result.value);
    },
    [level, contains],
  );

  useEffect(() => {
    if (!online) return;
    let wanted = true;
    const isWanted = () => wanted;
    const first = setTimeout(() => void read(isWanted), TYPING_MS);
    const again = follow ? setInterval(() => void read(isWanted), FOLLOW_MS) : undefined;
    return () => {
      wanted = false;
      clearTimeout(first);
      clearInterval(again);
    };
  }, [online, read, follow]);

  return { lines, fault, retry: () => void read(() => true) };
}

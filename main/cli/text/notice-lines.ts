import { explain } from '../../../shared/faults/advice.ts';
import type { Fault } from '../../../shared/faults/fault.ts';
import type { Io } from '../io.ts';
import { plain } from '../table.ts';

/** What people should know of, below whatever they asked for. */
export function noticeLines(faults: readonly Fault[], io: Pick<Io, 'style'>): string[] {
  return faults.flatMap((fault) => {
    const { title, text } = explain(fault);
    return ['', io.style('yellow', `▲ ${plain(title)}`), `  ${plain(text)}`];
  });
}

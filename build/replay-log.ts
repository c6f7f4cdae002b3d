/** Plays a recorded connection log again and tells how it went, line by line. */
import { unarmour } from '../main/engine/path/recording/armour.ts';
import { DamagedLog, type LogDamage, readLog } from '../main/engine/path/recording/read-log.ts';
import { type Played, replay } from '../main/engine/path/recording/replay.ts';
import { Story, safe } from './replay-story.ts';

const DAMAGE: Readonly<Record<LogDamage, string>> = {
  unreadable: 'The log is damaged: it cannot be unpacked.',
  'no-log': 'This is no connection log, or one of another version of LANrage.',
  'cut-off': 'The log is damaged: its end is missing.',
  'bad-line': 'The log is damaged',
  'bad-event': 'The log holds an event that the mesh does not know',
};

/** @param all - tells of echoes and looks too. @returns whether the same followed everywhere. */
export function tellReplay(text: string, all: boolean, print: (line: string) => void): boolean {
  const packed = unarmour(text);
  if (packed === null) {
    print('There is no connection log in this file.');
    return false;
  }
  try {
    return tell(packed, all, print);
  } catch (error) {
    if (!(error instanceof DamagedLog)) throw error;
    const place = error.damage.startsWith('bad-') ? `, in line ${error.line}.` : '';
    print(`${DAMAGE[error.damage]}${place}`);
    return false;
  }
}

function tell(packed: Uint8Array, all: boolean, print: (line: string) => void): boolean {
  const log = readLog(packed);
  const story = new Story(log.head);
  print(`Connection log of ${safe(log.head.app)}, from ${log.head.startedAt}`);
  let [count, lastMs] = [0, log.head.terms.startedAtMs];
  for (const played of replay(log)) {
    count++;
    lastMs = played.atMs;
    if (!played.isSame) {
      print(story.line(played));
      printDifference(played, count, story, print);
      return false;
    }
    if (all || !story.isRoutine(played)) print(story.line(played));
  }
  const minutes = ((lastMs - log.head.terms.startedAtMs) / 60_000).toFixed(1);
  print(`${count} events in ${minutes} minutes: the same followed from each.`);
  if (log.end === 'full') print('Then the log was full: what happened later was not kept.');
  return true;
}

function printDifference(
  { effects, recorded }: Played,
  count: number,
  story: Story,
  print: (line: string) => void,
): void {
  print(`First difference, at event ${count}:`);
  print(`  recorded  ${safe(recorded.kinds) || 'nothing'}`);
  if (effects === null) {
    print('  now       the mesh failed');
    return;
  }
  const kinds = effects.map(({ type }) => type).join(' ');
  print(
    `  now       ${kinds || 'nothing'}${kinds === recorded.kinds ? ', but not with the same contents' : ''}`,
  );
  for (const effect of effects) print(`            ${story.effect(effect)}`);
}

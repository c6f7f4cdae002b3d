import { useEffect, useRef, useState } from 'react';
import type { LogLineView, LogQuery } from '../../../shared/model/log-line.ts';
import { CheckField } from '../../components/check-field.tsx';
import { CopyButton } from '../../components/copy-button.tsx';
import { Pending } from '../../components/pending.tsx';
import { Screen } from '../../components/screen.tsx';
import { SelectField } from '../../components/select-field.tsx';
import { TextField } from '../../components/text-field.tsx';
import { useLogs } from '../../hooks/use-logs.ts';
import { perLocale } from '../../model/per-locale.ts';
import { texts } from '../../texts.ts';
import styles from './logs-screen.module.css';

type Level = LogQuery['level'];

/** What the engine did, for those who look for a reason. */
export function LogsScreen() {
  const [level, setLevel] = useState<Level>('info');
  const [contains, setContains] = useState('');
  const [follow, setFollow] = useState(true);
  const { lines, fault, retry } = useLogs({ level, contains }, follow);
  const box = useRef<HTMLElement>(null);
  const words = texts().logs;
  const newest = lines?.at(-1)?.at;

  // biome-ignore lint/correctness/useExhaustiveDependencies: when a newer line has come, not at each rendering
  useEffect(() => {
    if (follow) box.current?.scrollTo({ top: box.current.scrollHeight });
  }, [follow, newest]);

  return (
    <Screen
      wide
      title={words.title}
      text={words.text}
      action={<CopyButton value={(lines ?? []).map(asText).join('\n')} label={words.copy} />}
    >
      <div className={styles.filters}>
        <SelectField
          label={words.level}
          value={level}
          options={Object.entries(words.levels) as [Level, string][]}
          onChoice={setLevel}
        />
        <TextField type="search" label={words.search} value={contains} maxLength={200} onText={setContains} />
        <CheckField label={words.follow} checked={follow} onChange={setFollow} />
      </div>
      {lines === null || fault !== null ? <Pending fault={fault} retry={retry} rows={6} /> : null}
      {lines?.length === 0 && <p className={styles.none}>{words.none}</p>}
      {lines !== null && lines.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling box must be reachable to be scrolled by keys
        <section ref={box} className={styles.box} tabIndex={0} aria-label={words.lines}>
          <ol>
            {lines.map((line, i) => (
              // Lines have no name of their own, and two may be the same.
              // biome-ignore lint/suspicious/noArrayIndexKey: see above
              <li key={i} data-level={line.level}>
                <time dateTime={line.at}>{clock(line.at)}</time>
                <span className={styles.level}>{words.words[line.level]}</span>
                <span className={styles.area}>{line.area}</span>
                <span className={styles.text}>{line.text}</span>
              </li>
            ))}
          </ol>
        </section>
      )}
    </Screen>
  );
}

const time = perLocale(
  (locale) => new Intl.DateTimeFormat(locale, { timeStyle: 'medium', hourCycle: 'h23' }),
);

function clock(at: string): string {
  return time().format(new Date(at));
}

/** As in the log's own file, for whoever reads it elsewhere. */
function asText({ at, level, area, text }: LogLineView): string {
  return `${at} ${level.toUpperCase()} ${area} ${text}`;
}

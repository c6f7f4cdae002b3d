import { useEffect, useRef } from 'react';
import { explain } from '../../../shared/faults/advice.ts';
import type { CheckId } from '../../../shared/model/doctor.ts';
import { isUnmade } from '../../../shared/model/unmade-check.ts';
import { Shape } from '../../components/shape.tsx';
import { type CheckRow, type DoctorRun, doneCount, problemCount } from '../../model/doctor-run.ts';
import { formatMs } from '../../model/format.ts';
import type { LinkLooks } from '../../model/link-looks.ts';
import { say } from '../../stores/ui-store.ts';
import { languageNow, texts } from '../../texts.ts';
import styles from './fix-screen.module.css';

interface RunSummaryProps {
  readonly run: DoctorRun;
  readonly rows: readonly CheckRow[];
}

/** The run in one line, said aloud when it ends. */
export function RunSummary({ run, rows }: RunSummaryProps) {
  const t = texts().fix;
  const running = run.phase === 'running';
  const { shape, tone, text } = verdict(run, rows);
  const wasRunning = useRef(running);

  useEffect(() => {
    if (wasRunning.current && !running) say(text);
    wasRunning.current = running;
  }, [running, text]);

  return (
    <div className={styles.summary} data-tone={tone}>
      <Shape shape={shape} tone={tone} />
      <p>
        <strong>{text}</strong>{' '}
        {run.phase === 'done' && tone === 'good' && <span>{t.healthyText(formatMs(run.tookMs ?? 0))}</span>}
      </p>
      {running && (
        <>
          <progress aria-label={t.running} max={rows.length} value={doneCount(rows)} />
          <span className={styles.count}>{t.progress(doneCount(rows), rows.length)}</span>
        </>
      )}
      {!running && problemCount(rows) > 0 && (
        <ul className={styles.jumps}>
          {rows
            .filter(({ problems }) => problems.length > 0)
            .map(({ check, problems }) => (
              <li key={check}>
                <button type="button" onClick={() => showCheck(check)}>
                  {problems[0]?.cause == null
                    ? t.checks[check]
                    : explain(problems[0].cause, languageNow()).title}
                </button>
              </li>
            ))}
        </ul>
      )}
    </div>
  );
}

/** Brings a check into view, with the focus on what can be done about it. */
function showCheck(check: CheckId): void {
  const row = document.querySelector<HTMLElement>(`[data-check="${check}"]`);
  row?.scrollIntoView({ block: 'nearest' });
  row?.querySelector<HTMLElement>('button, [tabindex]')?.focus({ preventScroll: true });
}

function verdict(
  run: DoctorRun,
  rows: readonly CheckRow[],
): Pick<LinkLooks, 'shape' | 'tone'> & { readonly text: string } {
  const t = texts().fix;
  const problems = problemCount(rows);
  if (run.phase === 'running') return { shape: 'half', tone: 'busy', text: t.running };
  if (run.phase === 'idle') return { shape: 'ring', tone: 'off', text: t.idle };
  if (problems > 0) {
    const failed = rows.some(({ state }) => state === 'failed');
    return { shape: 'triangle', tone: failed ? 'poor' : 'fair', text: t.problems(problems) };
  }
  if (run.phase === 'stopped') return { shape: 'ring', tone: 'off', text: t.stopped };
  const unmade = rows.filter(({ state, measured }) => isUnmade(state, measured)).length;
  if (unmade > 0) return { shape: 'ring', tone: 'off', text: t.unmade(unmade) };
  return { shape: 'dot', tone: 'good', text: t.healthy };
}

import { useEffect } from 'react';
import type { TrialResult, TrialType } from '../../../shared/model/trial.ts';
import { FactList } from '../../components/fact-list.tsx';
import { FaultNote } from '../../components/fault-note.tsx';
import { Icon } from '../../components/icon.tsx';
import { formatReading } from '../../model/reading.ts';
import { trialRows } from '../../model/trial-rows.ts';
import { say } from '../../stores/ui-store.ts';
import { texts } from '../../texts.ts';
import { HopTable } from './hop-table.tsx';
import styles from './peer-panel.module.css';

interface TrialResultProps {
  readonly type: TrialType;
  readonly result: TrialResult;
}

/** What a test measured, also when it was stopped before its end. */
export function TrialResultView({ type, result }: TrialResultProps) {
  const t = texts().trial;
  const { success, stopped, hops, steps, errors } = result;
  const outcome = stopped ? t.stopped : success ? t.done : t.failed;

  useEffect(() => say(outcome), [outcome]);

  return (
    <div className={styles.trial}>
      <p>
        <strong>{t.types[type]}</strong> {outcome}
      </p>
      <FactList ruled facts={trialRows(result)} />
      {hops !== null && <HopTable hops={hops} />}
      {steps !== null && (
        <ol className={styles.steps}>
          {steps.map(({ step, ok, reading }) => (
            <li key={step} data-ok={ok}>
              <Icon name={ok ? 'check' : 'cross'} />
              <span>
                {t.steps[step]}{' '}
                <span className="muted">{`${ok ? t.ok : t.notOk}, ${formatReading(reading)}`}</span>
              </span>
            </li>
          ))}
        </ol>
      )}
      {errors.map((fault) => (
        <FaultNote key={`${fault.code} ${JSON.stringify(fault.args)}`} fault={fault} />
      ))}
    </div>
  );
}

import { useEffect } from 'react';
import type { LinkTestResult, LinkTestType } from '../../../shared/model/link-test.ts';
import { FactList } from '../../components/fact-list.tsx';
import { FaultNote } from '../../components/fault-note.tsx';
import { Icon } from '../../components/icon.tsx';
import { linkTestRows } from '../../model/link-test-rows.ts';
import { formatReading } from '../../model/reading.ts';
import { say } from '../../stores/ui-store.ts';
import { texts } from '../../texts.ts';
import { HopTable } from './hop-table.tsx';
import styles from './peer-panel.module.css';

interface LinkTestResultProps {
  readonly type: LinkTestType;
  readonly result: LinkTestResult;
}

/** What a test measured, also when it was stopped before its end. */
export function LinkTestResultView({ type, result }: LinkTestResultProps) {
  const t = texts().linkTest;
  const { success, stopped, hops, steps, errors } = result;
  const outcome = stopped ? t.stopped : success ? t.done : t.failed;

  useEffect(() => say(outcome), [outcome]);

  return (
    <div className={styles.linkTest}>
      <p>
        <strong>{t.types[type]}</strong> {outcome}
      </p>
      <FactList ruled facts={linkTestRows(result)} />
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

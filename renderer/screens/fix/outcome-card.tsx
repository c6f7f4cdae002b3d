import { useEffect, useRef } from 'react';
import type { RemedyOutcome } from '../../../shared/model/doctor.ts';
import { focusIsLost } from '../../actions/focus-is-lost.ts';
import { Icon } from '../../components/icon.tsx';
import { texts } from '../../texts.ts';
import styles from './fix-screen.module.css';

/** The same check before and after a remedy. */
export function OutcomeCard({ outcome: { before, after } }: { readonly outcome: RemedyOutcome }) {
  const t = texts().fix;
  const helped = after.status === 'ok';
  const card = useRef<HTMLDivElement>(null);

  // The button that was pressed is gone with its finding.
  useEffect(() => {
    if (focusIsLost()) card.current?.focus();
  }, []);

  return (
    <div ref={card} tabIndex={-1} data-quiet-focus className={styles.outcome} data-helped={helped}>
      <h4>
        <Icon name={helped ? 'check' : 'cross'} />
        {helped ? t.mended : t.notMended}
      </h4>
      <dl className={styles.facts}>
        <div>
          <dt>{t.before}</dt>
          <dd>{before.measured === '' ? t.noFigure : before.measured}</dd>
        </div>
        <div>
          <dt>{t.after}</dt>
          <dd>{after.measured === '' ? t.states[after.status] : after.measured}</dd>
        </div>
      </dl>
    </div>
  );
}

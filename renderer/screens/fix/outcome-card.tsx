import { useEffect, useRef } from 'react';
import type { RemedyOutcome } from '../../../shared/model/doctor.ts';
import { focusIsLost } from '../../actions/focus-is-lost.ts';
import { FactList } from '../../components/fact-list.tsx';
import { Icon } from '../../components/icon.tsx';
import { formatReading } from '../../model/reading.ts';
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
      <FactList
        as="row"
        facts={[
          [t.before, before.measured === null ? t.noFigure : formatReading(before.measured)],
          [t.after, after.measured === null ? t.states[after.status] : formatReading(after.measured)],
        ]}
      />
    </div>
  );
}

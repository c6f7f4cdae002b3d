import { explain } from '../../shared/faults/advice.ts';
import type { Fault } from '../../shared/faults/fault.ts';
import { languageNow } from '../texts.ts';
import styles from './fault-note.module.css';
import { Icon } from './icon.tsx';
import { RemedyButton } from './remedy-button.tsx';

interface FaultNoteProps {
  readonly fault: Fault;
  /** Leaves out remedies that run a call, because the button for it stands right below. */
  readonly bare?: boolean;
}

/** A fault where it happened: what, why, and what helps. Only the words of the advice reach people. */
export function FaultNote({ fault, bare = false }: FaultNoteProps) {
  const { title, text, severity, remedies } = explain(fault, languageNow());
  const shown = remedies.filter(({ kind }) => !(bare && kind === 'do'));
  return (
    <div className={styles.note} data-severity={severity} role="alert">
      <Icon name={severity === 'low' ? 'info' : 'alert'} />
      <div className={styles.words}>
        <strong>{title}</strong>
        <p>{text}</p>
        {shown.length > 0 && (
          <div className={styles.remedies}>
            {shown.map((remedy) => (
              <RemedyButton key={JSON.stringify(remedy)} remedy={remedy} />
            ))}
          </div>
        )}
      </div>
    </div>
  );
}

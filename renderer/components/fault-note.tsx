import type { ReactNode } from 'react';
import { explain } from '../../shared/faults/advice.ts';
import type { Remedy } from '../../shared/faults/advice-entry.ts';
import type { Fault } from '../../shared/faults/fault.ts';
import { useUi } from '../stores/ui-store.ts';
import { languageNow } from '../texts.ts';
import styles from './fault-note.module.css';
import { Icon } from './icon.tsx';
import { RemedyButton } from './remedy-button.tsx';

interface FaultNoteProps {
  readonly fault: Fault;
  /** Leaves out remedies that run a call, because the button for it stands right below. */
  readonly bare?: boolean;
}

/** What a button copies stands out in the text, as something to be typed. */
function withCode(text: string, remedies: readonly Remedy[]): ReactNode {
  const copied = remedies.find((remedy) => remedy.kind === 'copy' && text.includes(remedy.text));
  if (copied?.kind !== 'copy' || copied.text === '') return text;
  const at = text.indexOf(copied.text);
  return (
    <>
      {text.slice(0, at)}
      <code>{copied.text}</code>
      {text.slice(at + copied.text.length)}
    </>
  );
}

/** A fault where it happened: what, why, and what helps, unless it is the place where one is. Only the words of the advice reach people. */
export function FaultNote({ fault, bare = false }: FaultNoteProps) {
  const { title, text, severity, remedies } = explain(fault, languageNow());
  const here = useUi(({ route }) => route.screen);
  const shown = remedies.filter(
    (remedy) => !(bare && remedy.kind === 'do') && !(remedy.kind === 'open' && remedy.screen === here),
  );
  return (
    <div className={styles.note} data-severity={severity} role="alert">
      <Icon name={severity === 'low' ? 'info' : 'alert'} />
      <div className={styles.words}>
        <strong>{title}</strong>
        <p>{withCode(text, shown)}</p>
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

import { useState } from 'react';
import { explain } from '../../../shared/faults/advice.ts';
import { dismissNotice } from '../../actions/set-up.ts';
import { Button } from '../../components/button.tsx';
import { FaultNote } from '../../components/fault-note.tsx';
import { Icon } from '../../components/icon.tsx';
import { useEngine } from '../../stores/engine-store.ts';
import { languageNow, texts } from '../../texts.ts';
import styles from './notices.module.css';

const NONE: never[] = [];

/** What happened elsewhere: the newest, and the rest on demand. */
export function Notices() {
  const notices = useEngine(({ snapshot }) => snapshot?.notices ?? NONE);
  const [open, setOpen] = useState(false);
  if (notices.length === 0) return null;
  const shown = open ? notices : notices.slice(0, 1);

  return (
    <section className={styles.notices} aria-label={texts().notices.label}>
      <ul>
        {shown.map(({ id, fault }) => (
          <li key={id}>
            <FaultNote fault={fault} />
            <Button
              live
              kind="quiet"
              square
              aria-label={texts().notices.dismiss(explain(fault, languageNow()).title)}
              onClick={() => void dismissNotice(id)}
            >
              <Icon name="close" />
            </Button>
          </li>
        ))}
      </ul>
      {notices.length > 1 && (
        <Button kind="quiet" aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? texts().notices.fewer : texts().notices.more(notices.length - 1)}
        </Button>
      )}
    </section>
  );
}

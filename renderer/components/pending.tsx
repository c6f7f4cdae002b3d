import type { Fault } from '../../shared/faults/fault.ts';
import { useAfter } from '../hooks/use-after.ts';
import { useAway } from '../hooks/use-away.ts';
import { texts } from '../texts.ts';
import { Button } from './button.tsx';
import { FaultNote } from './fault-note.tsx';
import styles from './pending.module.css';

interface PendingProps {
  readonly fault: Fault | null;
  readonly retry: () => void;
  /** How many lines the content will have, roughly. */
  readonly rows?: number;
}

/** In the place of content that isn't there yet: its shape when it takes a moment, or why it can't be had. */
export function Pending({ fault, retry, rows = 3 }: PendingProps) {
  const away = useAway();
  const slow = useAfter(fault === null, 200);
  if (fault !== null) {
    return (
      <div className={styles.failed}>
        <FaultNote fault={fault} />
        <div>
          <Button live onClick={retry}>
            {texts().actions.tryAgain}
          </Button>
        </div>
      </div>
    );
  }
  if (!slow) return null;
  if (away) return <p className="muted">{texts().status.waits}</p>;
  return (
    <div className={styles.shape} role="status" aria-label={texts().actions.loading}>
      {Array.from({ length: rows }, (_, i) => i).map((row) => (
        <span key={row} />
      ))}
    </div>
  );
}

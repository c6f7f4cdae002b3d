import { useId } from 'react';
import { useAway } from '../hooks/use-away.ts';
import styles from './check-field.module.css';
import { classes } from './classes.ts';

interface CheckFieldProps {
  readonly label: string;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
  readonly hint?: string;
  readonly busy?: boolean;
  /** Asks the engine for something: off while that is away. */
  readonly live?: boolean;
}

/** A yes or no. The whole line is the target. */
export function CheckField({ label, checked, onChange, hint, busy = false, live = false }: CheckFieldProps) {
  const id = useId();
  const away = useAway();
  return (
    <label className={classes(styles.field, busy && styles.busy)}>
      <input
        type="checkbox"
        checked={checked}
        disabled={live && away}
        aria-labelledby={id}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        onChange={(event) => onChange(event.target.checked)}
      />
      <span id={id}>{label}</span>
      {hint !== undefined && (
        <span id={`${id}-hint`} className={styles.hint}>
          {hint}
        </span>
      )}
    </label>
  );
}

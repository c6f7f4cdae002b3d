import { useId } from 'react';
import { useAway } from '../hooks/use-away.ts';
import { Icon } from './icon.tsx';
import styles from './text-field.module.css';

interface SelectFieldProps<T extends string> {
  readonly label: string;
  readonly value: T;
  /** Value and its word, in the order shown. */
  readonly options: readonly (readonly [T, string])[];
  readonly onChoice: (value: T) => void;
  readonly hint?: string;
  /** Asks the engine for something: off while that is away. */
  readonly live?: boolean;
}

/** The platform's own list, so that keys, zoom and screen readers work as everywhere. */
export function SelectField<T extends string>({
  label,
  value,
  options,
  onChoice,
  hint,
  live = false,
}: SelectFieldProps<T>) {
  const id = useId();
  const away = useAway();
  return (
    <div className={styles.field}>
      <label htmlFor={id}>{label}</label>
      <div className={styles.select}>
        <select
          id={id}
          value={value}
          disabled={live && away}
          aria-describedby={hint === undefined ? undefined : `${id}-hint`}
          onChange={(event) => {
            const chosen = options.find(([option]) => option === event.target.value);
            if (chosen !== undefined) onChoice(chosen[0]);
          }}
        >
          {options.map(([option, word]) => (
            <option key={option} value={option}>
              {word}
            </option>
          ))}
        </select>
        <Icon name="down" />
      </div>
      {hint !== undefined && (
        <div id={`${id}-hint`} className={styles.hint}>
          {hint}
        </div>
      )}
    </div>
  );
}

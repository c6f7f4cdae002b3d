import { classes } from './classes.ts';
import { Icon } from './icon.tsx';
import styles from './steps.module.css';

interface StepsProps {
  readonly label: string;
  readonly steps: readonly string[];
  /** Index of the step under way; the ones before are done. */
  readonly current: number;
}

/** Rows that light up one after the other. */
export function Steps({ label, steps, current }: StepsProps) {
  return (
    <ol className={styles.steps} aria-label={label}>
      {steps.map((step, i) => (
        <li
          key={step}
          className={classes(i < current && styles.done, i === current && styles.current)}
          aria-current={i === current ? 'step' : undefined}
        >
          <span className={styles.mark}>{i < current ? <Icon name="check" size={12} /> : null}</span>
          {step}
        </li>
      ))}
    </ol>
  );
}

import type { ReactNode } from 'react';
import styles from './table.module.css';

interface TableProps {
  /** Cells of the head, `th` each. */
  readonly head: ReactNode;
  /** Rows. */
  readonly children: ReactNode;
  /** Names the box that it scrolls in; without one it is as wide as it has to be. */
  readonly label?: string;
}

/** Figures in rows: names to the left, figures to the right. */
export function Table({ head, children, label }: TableProps) {
  const table = (
    <table className={styles.table}>
      <thead>
        <tr>{head}</tr>
      </thead>
      <tbody>{children}</tbody>
    </table>
  );
  if (label === undefined) return table;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling box must be reachable to be scrolled by keys
    <section className={styles.scroll} tabIndex={0} aria-label={label}>
      {table}
    </section>
  );
}

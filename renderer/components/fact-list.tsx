import type { ReactNode } from 'react';
import styles from './fact-list.module.css';

/** A name and what belongs to it. */
export type Fact = readonly [name: string, value: ReactNode];

interface FactListProps {
  readonly facts: readonly Fact[];
  /** column: names beside values, for reading; row: names above them, for a few short figures. */
  readonly as?: 'column' | 'row';
  /** Lines between, where values may be long. */
  readonly ruled?: boolean;
}

/** What is known of one thing, each fact with its name. */
export function FactList({ facts, as = 'column', ruled = false }: FactListProps) {
  return (
    <dl className={styles[as]} data-ruled={ruled || undefined}>
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

import { type ReactNode, useId } from 'react';
import styles from './panel.module.css';

interface PanelProps {
  readonly title: string;
  readonly text?: string;
  readonly children?: ReactNode;
}

/** A titled block of its own. */
export function Panel({ title, text, children }: PanelProps) {
  const id = useId();
  return (
    <section className={styles.panel} aria-labelledby={id}>
      <div className={styles.lead}>
        <h2 id={id}>{title}</h2>
        {text !== undefined && <p className="muted">{text}</p>}
      </div>
      {children}
    </section>
  );
}

import type { ReactNode } from 'react';
import styles from './screen.module.css';

interface ScreenProps {
  readonly title: string;
  /** One sentence below the title. */
  readonly text?: string;
  /** Beside the title: the one thing that is mostly done here. */
  readonly action?: ReactNode;
  readonly wide?: boolean;
  readonly children: ReactNode;
}

/** A place of its own: title, its main action, and a column of what belongs to it. */
export function Screen({ title, text, action, wide = false, children }: ScreenProps) {
  return (
    <div className={styles.screen} data-wide={wide || undefined}>
      <header className={styles.head}>
        <div>
          <h2 className="title">{title}</h2>
          {text !== undefined && <p>{text}</p>}
        </div>
        {action}
      </header>
      {children}
    </div>
  );
}

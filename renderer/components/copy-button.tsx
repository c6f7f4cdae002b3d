import { useEffect, useState } from 'react';
import { copyText } from '../actions/copy-text.ts';
import { say } from '../stores/ui-store.ts';
import { texts } from '../texts.ts';
import { Button, type ButtonKind } from './button.tsx';
import styles from './copy-button.module.css';
import { Icon } from './icon.tsx';

const ANSWER_MS = 2000;

interface CopyButtonProps {
  readonly value: string;
  readonly label: string;
  readonly kind?: ButtonKind;
  /** Shows only the icon; `label` becomes its name. */
  readonly compact?: boolean;
}

/** Copies and answers in place: no toast, and no jump, because both labels hold their room. */
export function CopyButton({ value, label, kind = 'plain', compact = false }: CopyButtonProps) {
  const [answer, setAnswer] = useState<'copied' | 'copyFailed' | null>(null);

  useEffect(() => {
    if (answer === null) return;
    const timer = setTimeout(() => setAnswer(null), ANSWER_MS);
    return () => clearTimeout(timer);
  }, [answer]);

  async function copy(): Promise<void> {
    const now = (await copyText(value)) ? 'copied' : 'copyFailed';
    setAnswer(now);
    say(texts().actions[now]);
  }

  const outcome = <Icon name={answer === 'copyFailed' ? 'cross' : 'check'} />;
  if (compact) {
    return (
      <Button kind={kind} square aria-label={label} title={label} onClick={() => void copy()}>
        {answer === null ? <Icon name="copy" /> : outcome}
      </Button>
    );
  }
  return (
    <Button kind={kind} onClick={() => void copy()}>
      <span className={styles.labels}>
        <span data-shown={answer === null}>
          <Icon name="copy" />
          {label}
        </span>
        <span data-shown={answer !== null} aria-hidden="true">
          {outcome}
          {texts().actions[answer ?? 'copied']}
        </span>
      </span>
    </Button>
  );
}

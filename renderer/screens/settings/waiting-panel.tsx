import { useEffect, useRef, useState } from 'react';
import { canApply } from '../../../shared/model/settings/waiting.ts';
import { applyCosts } from '../../../shared/texts/apply-costs.ts';
import { focusIsLost } from '../../actions/focus-is-lost.ts';
import { applyWaiting } from '../../actions/set-up.ts';
import { Button } from '../../components/button.tsx';
import { FaultNote } from '../../components/fault-note.tsx';
import { Icon } from '../../components/icon.tsx';
import { Panel } from '../../components/panel.tsx';
import { useAction } from '../../hooks/use-action.ts';
import type { ShownWaiting } from '../../model/waiting-words.ts';
import { settingsTexts } from '../../settings-texts.ts';
import { useEngine } from '../../stores/engine-store.ts';
import { say } from '../../stores/ui-store.ts';
import styles from './settings-screen.module.css';

/** The one button that applies; marks beside settings lead to it. */
const APPLY_ID = 'apply-waiting';
const NONE: readonly ShownWaiting[] = [];

/** Brings the button that applies into view, with the focus on it. */
export function focusApply(): void {
  document.getElementById(APPLY_ID)?.focus();
}

/** What is saved and not in force yet, and the one way to bring it into force, with what that costs. */
export function WaitingPanel() {
  const waiting = useEngine(({ snapshot }) => snapshot?.waiting ?? NONE);
  const [asked, setAsked] = useState(NONE);
  const [applied, setApplied] = useState(false);
  const { busy, fault, run } = useAction(applyWaiting);
  const done = useRef<HTMLParagraphElement>(null);
  const words = settingsTexts();
  const { apply: t } = words;
  // While a party is entered again there is none, and so nothing that waits for it.
  const shown = busy ? asked : waiting;

  // The button that was pressed is gone with what waited.
  useEffect(() => {
    if (applied && focusIsLost()) done.current?.focus();
  }, [applied]);

  async function apply(): Promise<void> {
    setAsked(waiting);
    setApplied(false);
    const result = await run();
    if (!result.ok) return;
    setApplied(true);
    say(t.done);
  }

  if (shown.length === 0 && fault === null && !applied) return null;
  return (
    <Panel title={t.title}>
      {shown.length > 0 && (
        <ul className={styles.waiting} aria-label={t.title}>
          {shown.map(({ name }) => (
            <li key={name} className={styles.waits}>
              <Icon name="hourglass" />
              {words.fields[name].label}
            </li>
          ))}
        </ul>
      )}
      {applyCosts(shown, words).map((cost) => (
        <p key={cost} className="muted">
          {cost}
        </p>
      ))}
      {fault !== null && <FaultNote bare fault={fault} />}
      {canApply(shown) && (
        <div className="buttons">
          <Button id={APPLY_ID} live kind="primary" busy={busy} onClick={() => void apply()}>
            {busy ? t.busy : t.now}
          </Button>
        </div>
      )}
      {applied && !canApply(shown) && (
        <p ref={done} tabIndex={-1} data-quiet-focus data-done className={styles.waits}>
          <Icon name="check" />
          {t.done}
        </p>
      )}
    </Panel>
  );
}

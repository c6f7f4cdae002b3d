import { useEffect, useRef, useState } from 'react';
import type { HelperServiceState } from '../../../shared/helper/service.ts';
import { focusIsLost } from '../../actions/focus-is-lost.ts';
import { installHelper } from '../../actions/set-up.ts';
import { Button } from '../../components/button.tsx';
import { FaultNote } from '../../components/fault-note.tsx';
import { Icon } from '../../components/icon.tsx';
import { Panel } from '../../components/panel.tsx';
import { useAction } from '../../hooks/use-action.ts';
import { say } from '../../stores/ui-store.ts';
import { texts } from '../../texts.ts';
import { RemoveServiceDialog } from './remove-service-dialog.tsx';
import styles from './service-panel.module.css';

/** "Set up once": whether the system asks at each start, and the way to have it ask no more, or again. */
export function ServicePanel({ state }: { readonly state: HelperServiceState }) {
  const t = texts().service;
  const { busy, fault, run, forget } = useAction(installHelper);
  const [removing, setRemoving] = useState(false);
  const words = useRef<HTMLParagraphElement>(null);
  const before = useRef(state);
  const known = state === 'installed' || state === 'outdated';

  // The button that was pressed is gone with the state that it ended.
  useEffect(() => {
    if (before.current !== state && !removing && focusIsLost()) words.current?.focus();
    if (!removing) before.current = state;
  }, [state, removing]);

  async function install(): Promise<void> {
    const result = await run();
    if (result.ok) say(t.states.installed);
  }

  return (
    <Panel title={t.title} text={t.texts[state]}>
      {state !== 'unsupported' && (
        <p ref={words} tabIndex={-1} data-quiet-focus className={styles.state} data-state={state}>
          <Icon name={state === 'installed' ? 'check' : state === 'outdated' ? 'alert' : 'info'} />
          {t.states[state]}
        </p>
      )}
      {state === 'absent' && <p className="muted">{t.cost}</p>}
      {fault !== null && <FaultNote bare fault={fault} />}
      {state !== 'unsupported' && (
        <div className="buttons">
          {state !== 'installed' && (
            <Button
              live
              kind={state === 'outdated' ? 'primary' : 'plain'}
              busy={busy}
              onClick={() => void install()}
            >
              {busy ? t.busy : state === 'outdated' ? t.renew : t.install}
            </Button>
          )}
          {known && (
            <Button
              live
              busy={busy}
              onClick={() => {
                forget();
                setRemoving(true);
              }}
            >
              {t.remove}
            </Button>
          )}
        </div>
      )}
      {removing && <RemoveServiceDialog onClose={() => setRemoving(false)} />}
    </Panel>
  );
}

import { useState } from 'react';
import type { TargetView } from '../../../shared/model/target.ts';
import { Button } from '../../components/button.tsx';
import { Icon } from '../../components/icon.tsx';
import { Pending } from '../../components/pending.tsx';
import { Screen } from '../../components/screen.tsx';
import { useLive } from '../../hooks/use-live.ts';
import { texts } from '../../texts.ts';
import { TargetForm } from './target-form.tsx';
import { TargetRow } from './target-row.tsx';
import styles from './targets-screen.module.css';

/** What is watched beside the players: the router, a game's server, a page. */
export function TargetsScreen() {
  const { value: targets, fault, retry, put } = useLive('getTargets');
  const [form, setForm] = useState<'new' | string | null>(null);
  const words = texts().targets;
  const close = () => setForm(null);

  function keep(saved: TargetView): void {
    const known = targets ?? [];
    const isNew = known.every(({ target }) => target.id !== saved.target.id);
    put(isNew ? [...known, saved] : known.map((one) => (one.target.id === saved.target.id ? saved : one)));
    close();
  }

  return (
    <Screen
      wide
      title={words.title}
      text={words.text}
      action={
        form === null && (
          <Button kind={targets?.length === 0 ? 'primary' : 'plain'} onClick={() => setForm('new')}>
            <Icon name="plus" />
            {words.add}
          </Button>
        )
      }
    >
      {form === 'new' && <TargetForm known={null} onSaved={keep} onClose={close} />}
      {targets === null && <Pending fault={fault} retry={retry} />}
      {targets?.length === 0 && <p className={styles.empty}>{words.empty}</p>}
      {targets !== null && targets.length > 0 && (
        <ul className={styles.list} aria-label={words.title}>
          {targets.map((view) => (
            <li key={view.target.id}>
              {form === view.target.id ? (
                <TargetForm known={view.target} onSaved={keep} onClose={close} />
              ) : (
                <TargetRow
                  view={view}
                  onEdit={() => setForm(view.target.id)}
                  onRemoved={() => put(targets.filter((one) => one !== view))}
                />
              )}
            </li>
          ))}
        </ul>
      )}
    </Screen>
  );
}

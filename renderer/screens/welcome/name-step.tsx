import { useState } from 'react';
import { saveSettings } from '../../actions/set-up.ts';
import { Button } from '../../components/button.tsx';
import { FaultNote } from '../../components/fault-note.tsx';
import { TextField } from '../../components/text-field.tsx';
import { useAction } from '../../hooks/use-action.ts';
import { judgeInvite } from '../../model/invite-draft.ts';
import { engineStore } from '../../stores/engine-store.ts';
import { goWelcome, useUi } from '../../stores/ui-store.ts';
import { texts } from '../../texts.ts';
import styles from './welcome-screen.module.css';

export function NameStep() {
  const [name, setName] = useState('');
  const { busy, fault, run } = useAction(saveSettings);
  const invited = useUi((ui) => judgeInvite(ui.invite).kind === 'fine');
  const words = texts().welcome.name;
  const { title, text, label, hint, next } = words;

  async function save(): Promise<void> {
    // Before the engine's answer, which shows the next screen.
    const ready = engineStore.getState().snapshot?.tunnel.state === 'ready';
    goWelcome(ready ? 'check' : 'rights');
    const result = await run({ displayName: name.trim() });
    if (!result.ok) goWelcome(null);
  }

  return (
    <form
      className={styles.step}
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy && name.trim() !== '') void save();
      }}
    >
      <div className={styles.lead}>
        <h1>{title}</h1>
        <p>{text}</p>
      </div>
      <TextField autoFocus required label={label} hint={hint} value={name} onText={setName} maxLength={40} />
      {invited && <p className={styles.invited}>{words.invited}</p>}
      {fault !== null && <FaultNote fault={fault} />}
      <div>
        <Button live type="submit" kind="primary" busy={busy}>
          {next}
        </Button>
      </div>
    </form>
  );
}

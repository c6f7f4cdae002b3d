import { useState } from 'react';
import { startSession } from '../../actions/sessions.ts';
import { Button } from '../../components/button.tsx';
import { FaultNote } from '../../components/fault-note.tsx';
import row from '../../components/field-row.module.css';
import { Panel } from '../../components/panel.tsx';
import { SetUpButton } from '../../components/set-up-button.tsx';
import { TextField } from '../../components/text-field.tsx';
import { useAction } from '../../hooks/use-action.ts';
import { needsSetUp, partyOf, useEngine } from '../../stores/engine-store.ts';
import { texts } from '../../texts.ts';

/** Begins a session under the name of what is played. */
export function StartSession({ onStarted }: { readonly onStarted: () => void }) {
  const t = texts().sessions.start;
  const [name, setName] = useState('');
  const inParty = useEngine((state) => partyOf(state) !== null);
  const blocked = useEngine(needsSetUp);
  const { busy, fault, run } = useAction(startSession);

  async function start(): Promise<void> {
    if ((await run(name)).ok) onStarted();
  }

  return (
    <Panel title={t.title} {...(!inParty && { text: t.noParty })}>
      <form
        className={row.row}
        onSubmit={(event) => {
          event.preventDefault();
          if (!busy && inParty && !blocked) void start();
        }}
      >
        <TextField
          label={t.label}
          value={name}
          onText={setName}
          placeholder={t.placeholder}
          maxLength={40}
          required
          disabled={!inParty}
        />
        {blocked ? (
          <SetUpButton kind="plain" />
        ) : (
          <Button live type="submit" kind={inParty ? 'primary' : 'plain'} off={!inParty} busy={busy}>
            {busy ? t.busy : t.submit}
          </Button>
        )}
      </form>
      {fault !== null && <FaultNote fault={fault} />}
    </Panel>
  );
}

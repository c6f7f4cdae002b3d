import { useEffect, useRef, useState } from 'react';
import { createParty } from '../../actions/party.ts';
import { FaultNote } from '../../components/fault-note.tsx';
import { Panel } from '../../components/panel.tsx';
import { TextField } from '../../components/text-field.tsx';
import { useAction } from '../../hooks/use-action.ts';
import { partyOf, useEngine } from '../../stores/engine-store.ts';
import { useUi } from '../../stores/ui-store.ts';
import { texts } from '../../texts.ts';
import styles from './start-screen.module.css';
import { StartSubmit } from './start-submit.tsx';

export function CreateCard() {
  const { create } = texts().start;
  const [name, setName] = useState('');
  const { busy, fault, run } = useAction(createParty);
  const inParty = useEngine((state) => partyOf(state) !== null);
  const route = useUi((ui) => ui.route);
  const form = useRef<HTMLFormElement>(null);

  // By its route, not once: the key that leads here works again while the card is on the screen.
  useEffect(() => {
    if (route.screen === 'start' && route.card === 'create') form.current?.querySelector('input')?.focus();
  }, [route]);

  return (
    <Panel title={create.title} text={create.text}>
      <form
        ref={form}
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (!busy && !inParty) void run(name.trim() === '' ? create.placeholder : name);
        }}
      >
        <TextField
          label={create.label}
          value={name}
          onText={setName}
          maxLength={40}
          placeholder={create.placeholder}
          disabled={inParty}
          hint={null}
        />
        {fault !== null && <FaultNote fault={fault} />}
        <StartSubmit kind="primary" busy={busy} words={create} />
      </form>
    </Panel>
  );
}

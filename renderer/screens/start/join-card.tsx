import { useEffect, useEffectEvent, useRef } from 'react';
import { joinParty } from '../../actions/party.ts';
import { FaultNote } from '../../components/fault-note.tsx';
import { Panel } from '../../components/panel.tsx';
import { TextField } from '../../components/text-field.tsx';
import { useAction } from '../../hooks/use-action.ts';
import { judgeInvite } from '../../model/invite-draft.ts';
import { needsSetUp, partyOf, useEngine } from '../../stores/engine-store.ts';
import { go, useUi, writeInvite } from '../../stores/ui-store.ts';
import { texts } from '../../texts.ts';
import styles from './start-screen.module.css';
import { StartSubmit } from './start-submit.tsx';

export function JoinCard() {
  const { join } = texts().start;
  const invite = useUi((ui) => ui.invite);
  const blocked = useEngine(needsSetUp);
  const inParty = useEngine((state) => partyOf(state) !== null);
  const route = useUi((ui) => ui.route);
  const { busy, fault, run, forget } = useAction(joinParty);
  const form = useRef<HTMLFormElement>(null);
  const draft = judgeInvite(invite);

  useEffect(() => {
    if (route.screen === 'start' && route.card === 'join') form.current?.querySelector('input')?.focus();
  }, [route]);

  const joins = route.screen === 'start' && route.joins === true && !inParty && !blocked;
  const start = useEffectEvent(() => {
    go({ screen: 'start', card: 'join' });
    if (draft.kind === 'fine') void run(invite);
  });
  useEffect(() => {
    if (joins) start();
  }, [joins]);

  // What is wrong with the text itself is shown while it is there; the engine's answer until it changes.
  const shown = draft.kind === 'wrong' ? draft.fault : fault;

  return (
    <Panel title={join.title} text={join.text}>
      <form
        ref={form}
        data-takes-invite
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (!busy && !inParty && draft.kind !== 'empty') void run(invite);
        }}
      >
        <TextField
          code
          label={join.label}
          value={invite}
          onText={(text) => {
            writeInvite(text);
            forget();
          }}
          maxLength={20_000}
          placeholder={join.placeholder}
          disabled={inParty}
          invalid={draft.kind === 'wrong'}
          hint={
            draft.kind === 'typing'
              ? join.typed(draft.count, draft.of)
              : draft.kind === 'fine'
                ? join.fine
                : null
          }
        />
        {shown !== null && <FaultNote fault={shown} />}
        <StartSubmit kind={draft.kind === 'fine' ? 'primary' : 'plain'} busy={busy} words={join} />
      </form>
    </Panel>
  );
}

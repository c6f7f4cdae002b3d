import { useEffect, useRef, useState } from 'react';
import type { ProbeKind, Target, TargetView } from '../../../shared/model/target.ts';
import { saveTarget } from '../../actions/targets.ts';
import { Button } from '../../components/button.tsx';
import { FaultNote } from '../../components/fault-note.tsx';
import { Panel } from '../../components/panel.tsx';
import { SelectField } from '../../components/select-field.tsx';
import { TextField } from '../../components/text-field.tsx';
import { useAction } from '../../hooks/use-action.ts';
import { blankTarget, draftOf, fieldsOf, needsPort, type TargetFields } from '../../model/target-draft.ts';
import { texts } from '../../texts.ts';
import styles from './targets-screen.module.css';

interface TargetFormProps {
  /** Null: a new one. */
  readonly known: Target | null;
  readonly onSaved: (view: TargetView) => void;
  readonly onClose: () => void;
}

export function TargetForm({ known, onSaved, onClose }: TargetFormProps) {
  const [fields, setFields] = useState<TargetFields>(() => (known === null ? blankTarget : fieldsOf(known)));
  const { busy, fault, run } = useAction(saveTarget);
  const form = useRef<HTMLFormElement>(null);
  const words = texts().targets;
  const change = (part: Partial<TargetFields>) => setFields({ ...fields, ...part });

  useEffect(() => form.current?.querySelector('select')?.focus(), []);

  async function save(): Promise<void> {
    const result = await run(known?.id ?? null, draftOf(fields));
    if (result.ok) onSaved(result.value);
  }

  return (
    <Panel title={known === null ? words.addTitle : words.edit(known.name)}>
      <form
        ref={form}
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (!busy) void save();
        }}
      >
        <div className={styles.fields}>
          <SelectField
            label={words.kind}
            value={fields.kind}
            options={Object.entries(words.kindsLong) as [ProbeKind, string][]}
            onChoice={(kind) => change({ kind })}
          />
          <TextField
            label={words.address[fields.kind]}
            value={fields.address}
            placeholder={words.example[fields.kind]}
            required
            maxLength={2000}
            onText={(address) => change({ address })}
          />
          {needsPort(fields.kind) && (
            <TextField
              label={words.port}
              value={fields.port}
              inputMode="numeric"
              required
              maxLength={5}
              onText={(port) => change({ port })}
            />
          )}
          <TextField
            label={words.name}
            value={fields.name}
            maxLength={40}
            hint={words.nameHint}
            onText={(name) => change({ name })}
          />
          <TextField
            label={words.every}
            value={fields.seconds}
            inputMode="decimal"
            required
            maxLength={6}
            onText={(seconds) => change({ seconds })}
          />
        </div>
        {fault !== null && <FaultNote fault={fault} />}
        <div className={styles.actions}>
          <Button live type="submit" kind="primary" busy={busy}>
            {known === null ? words.add : texts().actions.save}
          </Button>
          <Button kind="quiet" onClick={onClose}>
            {texts().actions.cancel}
          </Button>
        </div>
      </form>
    </Panel>
  );
}

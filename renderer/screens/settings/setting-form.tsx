import { useState } from 'react';
import type { SettingsPatch } from '../../../shared/model/settings.ts';
import { saveSettings } from '../../actions/set-up.ts';
import { Button } from '../../components/button.tsx';
import { FaultNote } from '../../components/fault-note.tsx';
import { Icon } from '../../components/icon.tsx';
import { TextField } from '../../components/text-field.tsx';
import { useAction } from '../../hooks/use-action.ts';
import { say } from '../../stores/ui-store.ts';
import { texts } from '../../texts.ts';
import styles from './settings-screen.module.css';

interface SettingFormProps {
  readonly label: string;
  readonly hint: string;
  readonly value: string;
  readonly maxLength: number;
  readonly placeholder?: string;
  readonly required?: boolean;
  /** @param text - trimmed */
  readonly toPatch: (text: string) => SettingsPatch;
}

/** One text setting, saved on its own and answered in place. */
export function SettingForm({ value, toPatch, ...field }: SettingFormProps) {
  const [text, setText] = useState(value);
  const [saved, setSaved] = useState(value);
  const { busy, fault, run } = useAction(saveSettings);
  const clean = text.trim();

  async function save(): Promise<void> {
    const result = await run(toPatch(clean));
    if (!result.ok) return;
    setSaved(clean);
    say(texts().actions.saved);
  }

  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy && clean !== saved) void save();
      }}
    >
      <div className={styles.row}>
        <TextField {...field} value={text} onText={setText} invalid={fault !== null} />
        <Button type="submit" busy={busy}>
          {clean === saved && saved !== value ? (
            <>
              <Icon name="check" /> {texts().actions.saved}
            </>
          ) : (
            texts().actions.save
          )}
        </Button>
      </div>
      {fault !== null && <FaultNote fault={fault} />}
    </form>
  );
}

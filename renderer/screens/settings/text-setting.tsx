import { useState } from 'react';
import { type SettingName, settingRecords } from '../../../shared/model/settings/registry.ts';
import { Button } from '../../components/button.tsx';
import row from '../../components/field-row.module.css';
import { Icon } from '../../components/icon.tsx';
import { TextField } from '../../components/text-field.tsx';
import { useSetting } from '../../hooks/use-setting.ts';
import { hintOf } from '../../model/setting-hint.ts';
import { toSetting, toText } from '../../model/setting-text.ts';
import { settingsTexts } from '../../settings-texts.ts';
import { texts } from '../../texts.ts';
import { SettingOutcome } from './setting-outcome.tsx';
import styles from './settings-screen.module.css';

/** A setting that is written. What was typed stays when it is refused. */
export function TextSetting({ name, value }: { readonly name: SettingName; readonly value: unknown }) {
  const [draft, setDraft] = useState<string | null>(null);
  const [saved, setSaved] = useState(false);
  const { busy, fault, forget, save, undo } = useSetting(name);
  const { label } = settingsTexts().fields[name];
  const { kind } = settingRecords[name];
  const known = toText(value);
  const text = draft ?? known;
  const changed = text.trim() !== known;

  async function keep(): Promise<void> {
    const effect = await save(toSetting(name, text));
    if (effect === null) return;
    setDraft(null);
    setSaved(effect === 'now');
  }

  return (
    <form
      className={styles.field}
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy && changed) void keep();
      }}
    >
      <div className={row.row}>
        <TextField
          label={label}
          hint={hintOf(name)}
          value={text}
          invalid={fault !== null}
          maxLength={name === 'displayName' ? 40 : 1200}
          inputMode={kind === 'number' ? 'decimal' : 'text'}
          placeholder={name === 'controlServer' ? settingsTexts().serverPlaceholder : ''}
          onText={(typed) => {
            setDraft(typed);
            setSaved(false);
            forget();
          }}
        />
        <Button live type="submit" busy={busy} aria-label={settingsTexts().saveNamed(label)}>
          {saved && !changed ? (
            <>
              <Icon name="check" /> {texts().actions.saved}
            </>
          ) : (
            texts().actions.save
          )}
        </Button>
      </div>
      <SettingOutcome
        name={name}
        value={value}
        fault={fault}
        onUndo={() => void undo().then((done) => done && setDraft(null))}
      />
    </form>
  );
}

import type { SettingName } from '../../../shared/model/settings/registry.ts';
import { SelectField } from '../../components/select-field.tsx';
import { useSetting } from '../../hooks/use-setting.ts';
import { hintOf } from '../../model/setting-hint.ts';
import { settingsTexts } from '../../settings-texts.ts';
import { texts } from '../../texts.ts';
import { SettingOutcome } from './setting-outcome.tsx';
import styles from './settings-screen.module.css';

/** A setting with a few values; saved when one is chosen. */
export function ChoiceSetting({ name, value }: { readonly name: SettingName; readonly value: string }) {
  const { fault, save, undo } = useSetting(name);
  const { label } = settingsTexts().fields[name];
  const options =
    (texts().choices as Partial<Record<SettingName, Readonly<Record<string, string>>>>)[name] ?? {};
  return (
    <div className={styles.field}>
      <SelectField
        live
        label={label}
        hint={hintOf(name)}
        value={value}
        options={Object.entries(options)}
        onChoice={(chosen) => void save(chosen)}
      />
      <SettingOutcome name={name} value={value} fault={fault} onUndo={() => void undo()} />
    </div>
  );
}

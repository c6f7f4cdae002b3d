import { SelectField } from '../../components/select-field.tsx';
import { useSetting } from '../../hooks/use-setting.ts';
import type { SettingName } from '../../model/setting-groups.ts';
import { texts } from '../../texts.ts';
import { SettingOutcome } from './setting-outcome.tsx';
import styles from './settings-screen.module.css';

/** A setting with a few values; takes effect when chosen. */
export function ChoiceSetting({ name, value }: { readonly name: SettingName; readonly value: string }) {
  const { fault, save, undo } = useSetting(name);
  const words = texts().settings;
  const { label, hint } = words.fields[name];
  const options =
    (words.choices as Partial<Record<SettingName, Readonly<Record<string, string>>>>)[name] ?? {};
  return (
    <div className={styles.field}>
      <SelectField
        live
        label={label}
        hint={hint}
        value={value}
        options={Object.entries(options)}
        onChoice={(chosen) => void save(chosen)}
      />
      <SettingOutcome name={name} value={value} fault={fault} onUndo={() => void undo()} />
    </div>
  );
}

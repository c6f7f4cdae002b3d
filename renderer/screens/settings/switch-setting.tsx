import { useState } from 'react';
import type { SettingName } from '../../../shared/model/settings/registry.ts';
import { Button } from '../../components/button.tsx';
import { CheckField } from '../../components/check-field.tsx';
import { Modal } from '../../components/modal.tsx';
import { useSetting } from '../../hooks/use-setting.ts';
import { hintOf } from '../../model/setting-hint.ts';
import { settingsTexts } from '../../settings-texts.ts';
import { texts } from '../../texts.ts';
import { SettingFault } from './setting-fault.tsx';
import styles from './settings-screen.module.css';

/** Yes or no, at once; what concerns others is agreed to first, with what it means in view. */
export function SwitchSetting({ name, on }: { readonly name: SettingName; readonly on: boolean }) {
  const [asking, setAsking] = useState(false);
  const { busy, fault, save } = useSetting(name);
  const words = settingsTexts();
  const { label } = words.fields[name];
  const consent = (words.consent as Partial<Record<SettingName, readonly string[]>>)[name];
  const stop = () => setAsking(false);

  return (
    <div className={styles.field}>
      <CheckField
        live
        label={label}
        hint={hintOf(name)}
        checked={on}
        busy={busy}
        onChange={(wanted) => {
          if (wanted && consent !== undefined) setAsking(true);
          else void save(wanted);
        }}
      />
      {fault !== null && <SettingFault name={name} fault={fault} />}
      {asking && (
        <Modal
          title={label}
          onClose={stop}
          actions={
            <>
              <Button onClick={stop}>{texts().actions.cancel}</Button>
              <Button live kind="primary" busy={busy} onClick={() => void save(true).then(stop)}>
                {words.agree}
              </Button>
            </>
          }
        >
          {consent?.map((line) => (
            <p key={line}>{line}</p>
          ))}
        </Modal>
      )}
    </div>
  );
}

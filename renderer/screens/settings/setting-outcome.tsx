import type { Fault } from '../../../shared/faults/fault.ts';
import { isDefault } from '../../../shared/model/settings/compare.ts';
import type { SettingName } from '../../../shared/model/settings/registry.ts';
import { Button } from '../../components/button.tsx';
import { settingsTexts } from '../../settings-texts.ts';
import { SettingFault } from './setting-fault.tsx';
import styles from './settings-screen.module.css';

interface SettingOutcomeProps {
  readonly name: SettingName;
  readonly value: unknown;
  readonly fault: Fault | null;
  readonly onUndo: () => void;
}

/** Below a setting: why it was refused, and the way back to what it was at first. */
export function SettingOutcome({ name, value, fault, onUndo }: SettingOutcomeProps) {
  const words = settingsTexts();
  // A name has no default that anybody would want back.
  const undo = name !== 'displayName' && !isDefault(name, value);
  return (
    <>
      {undo && (
        <div className={styles.undo}>
          <Button live kind="quiet" aria-label={words.undoNamed(words.fields[name].label)} onClick={onUndo}>
            {words.undo}
          </Button>
        </div>
      )}
      {fault !== null && <SettingFault name={name} fault={fault} />}
    </>
  );
}

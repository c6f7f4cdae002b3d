import type { Fault } from '../../../shared/faults/fault.ts';
import { Button } from '../../components/button.tsx';
import { FaultNote } from '../../components/fault-note.tsx';
import { isDefault, type SettingName } from '../../model/setting-groups.ts';
import { texts } from '../../texts.ts';
import styles from './settings-screen.module.css';

interface SettingOutcomeProps {
  readonly name: SettingName;
  readonly value: unknown;
  readonly fault: Fault | null;
  readonly onUndo: () => void;
}

/** Below a setting: why it was refused, and the way back to what it was at first. */
export function SettingOutcome({ name, value, fault, onUndo }: SettingOutcomeProps) {
  const words = texts().settings;
  // A name has no default that anybody would want back.
  const undo = name !== 'displayName' && !isDefault(name, value);
  return (
    <>
      {undo && (
        <div className={styles.undo}>
          <Button kind="quiet" aria-label={words.undoNamed(words.fields[name].label)} onClick={onUndo}>
            {words.undo}
          </Button>
        </div>
      )}
      {fault !== null && <FaultNote bare fault={fault} />}
    </>
  );
}

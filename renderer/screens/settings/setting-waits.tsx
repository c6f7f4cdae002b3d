import type { SettingName } from '../../../shared/model/settings/registry.ts';
import { Button } from '../../components/button.tsx';
import { Icon } from '../../components/icon.tsx';
import { waitsFor } from '../../model/waiting-words.ts';
import { settingsTexts } from '../../settings-texts.ts';
import { useEngine } from '../../stores/engine-store.ts';
import styles from './settings-screen.module.css';
import { focusApply } from './waiting-panel.tsx';

/** Below a setting that is saved and not in force yet: for what it waits, and the way to the button that applies it. */
export function SettingWaits({ name }: { readonly name: SettingName }) {
  const found = useEngine(({ snapshot }) => snapshot?.waiting.find((one) => one.name === name));
  if (found === undefined) return null;
  return (
    <>
      <p className={styles.waits}>
        <Icon name="hourglass" />
        {waitsFor(found)}
      </p>
      {found.until !== 'start' && (
        <div className={styles.undo}>
          <Button kind="quiet" onClick={focusApply}>
            {settingsTexts().apply.where}
          </Button>
        </div>
      )}
    </>
  );
}

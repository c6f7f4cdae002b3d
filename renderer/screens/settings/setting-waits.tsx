import type { SettingName } from '../../../shared/model/settings/registry.ts';
import { Icon } from '../../components/icon.tsx';
import { waitsFor } from '../../model/waiting-words.ts';
import { useEngine } from '../../stores/engine-store.ts';
import styles from './settings-screen.module.css';

/** Below a setting that is saved and not in force yet: for what it waits. */
export function SettingWaits({ name }: { readonly name: SettingName }) {
  const text = useEngine(({ snapshot }) => {
    const found = snapshot?.waiting.find((one) => one.name === name);
    return found === undefined ? null : waitsFor(found);
  });
  if (text === null) return null;
  return (
    <p className={styles.waits}>
      <Icon name="hourglass" />
      {text}
    </p>
  );
}

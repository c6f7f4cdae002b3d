import { Icon } from '../../components/icon.tsx';
import { useNow } from '../../hooks/use-now.ts';
import { formatMs } from '../../model/format.ts';
import { tellable } from '../../model/upgrades.ts';
import { partyOf, useEngine } from '../../stores/engine-store.ts';
import { useUpgrades } from '../../stores/upgrade-store.ts';
import { texts } from '../../texts.ts';
import styles from './party-screen.module.css';

/** One quiet line when a path became direct, for a quarter of a minute. */
export function UpgradeLine() {
  const upgrades = useUpgrades();
  const party = useEngine(partyOf);
  const now = useNow(upgrades.length > 0);
  const told = tellable(upgrades, party, now);
  if (told === null) return null;
  return (
    <p className={styles.upgrade}>
      <Icon name="check" />
      {texts().qualityScreen.upgraded(told.name, formatMs(told.beforeMs), formatMs(told.afterMs))}
    </p>
  );
}

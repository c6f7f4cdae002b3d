import { Button } from '../../components/button.tsx';
import { Icon } from '../../components/icon.tsx';
import { useLive } from '../../hooks/use-live.ts';
import { showDialog } from '../../stores/ui-store.ts';
import { texts } from '../../texts.ts';
import styles from './header.module.css';

/** There once something was out of the ordinary; counts what still is. */
export function AlertsButton() {
  const alerts = useLive('getInsight').value?.alerts ?? [];
  const lasting = alerts.filter(({ clearedAt }) => clearedAt === null).length;
  if (alerts.length === 0) return null;
  const label = lasting === 0 ? texts().alerts.title : texts().alerts.button(lasting);
  return (
    <Button kind="quiet" aria-label={label} title={label} onClick={() => showDialog('alerts')}>
      <Icon name="bell" />
      {lasting > 0 && <span className={styles.count}>{lasting}</span>}
    </Button>
  );
}

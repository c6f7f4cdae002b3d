import { Button } from '../../components/button.tsx';
import { Modal } from '../../components/modal.tsx';
import { Pending } from '../../components/pending.tsx';
import { Shape } from '../../components/shape.tsx';
import { useLive } from '../../hooks/use-live.ts';
import { useSubjectNames } from '../../hooks/use-subject-names.ts';
import { describeAlert } from '../../model/alert-words.ts';
import { formatAge } from '../../model/format.ts';
import { showDialog } from '../../stores/ui-store.ts';
import { texts } from '../../texts.ts';
import styles from './alerts-dialog.module.css';

/** What was out of the ordinary, newest first. */
export function AlertsDialog() {
  const { value, fault, retry } = useLive('getInsight');
  const nameOf = useSubjectNames();
  const words = texts().alerts;
  const close = () => showDialog(null);
  return (
    <Modal
      title={words.title}
      onClose={close}
      actions={<Button onClick={close}>{texts().actions.close}</Button>}
    >
      {value === null && <Pending fault={fault} retry={retry} />}
      {value?.alerts.length === 0 && <p>{words.none}</p>}
      <ul className={styles.list}>
        {(value?.alerts ?? []).map((alert) => (
          <li key={alert.id}>
            <Shape
              shape={alert.clearedAt === null ? 'triangle' : 'ring'}
              tone={alert.clearedAt === null ? 'poor' : 'off'}
            />
            <span className={styles.what}>{describeAlert(alert, nameOf(alert.subject, alert.name))}</span>
            <span>
              {alert.clearedAt === null
                ? words.lasting(formatAge(Date.now() - alert.raisedAt))
                : words.over(formatAge(Date.now() - alert.clearedAt))}
            </span>
          </li>
        ))}
      </ul>
    </Modal>
  );
}

import { Button } from '../../components/button.tsx';
import { Modal } from '../../components/modal.tsx';
import { keyCap } from '../../model/shortcut.ts';
import { showDialog } from '../../stores/ui-store.ts';
import { texts } from '../../texts.ts';
import styles from './keys-dialog.module.css';

export function KeysDialog() {
  const close = () => showDialog(null);
  return (
    <Modal
      title={texts().keys.title}
      onClose={close}
      actions={<Button onClick={close}>{texts().actions.close}</Button>}
    >
      <dl className={styles.keys}>
        {texts().keys.rows.map(([keys, meaning]) => (
          <div key={meaning}>
            <dt>
              {keys.map((key) => (
                <kbd key={key}>{keyCap(key)}</kbd>
              ))}
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
    </Modal>
  );
}

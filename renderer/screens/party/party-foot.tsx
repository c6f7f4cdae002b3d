import type { PartyView } from '../../../shared/model/snapshot.ts';
import { Button } from '../../components/button.tsx';
import { showDialog } from '../../stores/ui-store.ts';
import { texts } from '../../texts.ts';
import styles from './party-screen.module.css';

export function PartyFoot({ party: { hosting, server, subnet } }: { readonly party: PartyView }) {
  return (
    <footer className={styles.foot}>
      <p>
        {subnet} · {hosting ? texts().party.hosting : texts().party.server(server)}
      </p>
      <Button live kind="quiet" onClick={() => showDialog('leave')}>
        {texts().party.leave}
      </Button>
    </footer>
  );
}

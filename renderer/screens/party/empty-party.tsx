import type { PartyView } from '../../../shared/model/snapshot.ts';
import { texts } from '../../texts.ts';
import { InviteCard } from './invite-card.tsx';
import styles from './party-screen.module.css';

/** One sentence and the one thing to do. */
export function EmptyParty({ party }: { readonly party: PartyView }) {
  return (
    <div className={styles.empty}>
      <div>
        <h2 className="title">{texts().party.emptyTitle}</h2>
        <p>{texts().party.emptyText}</p>
      </div>
      <InviteCard party={party} first />
    </div>
  );
}

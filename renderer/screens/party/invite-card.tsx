import type { PartyView } from '../../../shared/model/snapshot.ts';
import { CopyButton } from '../../components/copy-button.tsx';
import { texts } from '../../texts.ts';
import styles from './invite-card.module.css';

interface InviteCardProps {
  readonly party: PartyView;
  /** True while copying the link is the one thing to do. */
  readonly first?: boolean;
}

/** What a friend needs. The code is what people read aloud; the link is what they send. */
export function InviteCard({ party: { code, invite }, first = false }: InviteCardProps) {
  return (
    <section className={styles.card} data-first={first || undefined} aria-label={texts().invite.title}>
      <div className={styles.lead}>
        <h2>{texts().invite.title}</h2>
        <p>{first ? texts().invite.text : texts().invite.codeHint}</p>
      </div>
      <code className={styles.code}>{code}</code>
      <div className={styles.actions}>
        <CopyButton kind={first ? 'primary' : 'plain'} value={invite} label={texts().invite.copyLink} />
        <CopyButton value={code} label={texts().invite.copyCode} />
      </div>
    </section>
  );
}

import { lazy, Suspense, useState } from 'react';
import type { PartyView } from '../../../shared/model/snapshot.ts';
import { Button } from '../../components/button.tsx';
import { CopyButton } from '../../components/copy-button.tsx';
import { texts } from '../../texts.ts';
import styles from './invite-card.module.css';

const QrCode = lazy(async () => ({ default: (await import('../../components/qr-code.tsx')).QrCode }));

interface InviteCardProps {
  readonly party: PartyView;
  /** True while copying the link is the one thing to do. */
  readonly first?: boolean;
}

/** What a friend needs. The code is what people read aloud; the link is what they send, or hold a phone to. */
export function InviteCard({ party: { code, invite }, first = false }: InviteCardProps) {
  const [qr, setQr] = useState(false);
  const words = texts().invite;
  return (
    <section className={styles.card} data-first={first || undefined} aria-label={words.title}>
      <div className={styles.lead}>
        <h2>{words.title}</h2>
        <p>{first ? words.text : words.codeHint}</p>
      </div>
      <code className={styles.code}>{code}</code>
      <div className="buttons">
        <CopyButton kind={first ? 'primary' : 'plain'} value={invite} label={words.copyLink} />
        <CopyButton value={code} label={words.copyCode} />
        <Button aria-expanded={qr} onClick={() => setQr(!qr)}>
          {words.qr}
        </Button>
      </div>
      {qr && (
        <Suspense>
          <QrCode value={invite} label={words.qrLabel} />
        </Suspense>
      )}
    </section>
  );
}

import { lazy, Suspense, useState } from 'react';
import { inviteLink, inviteMessage } from '../../../shared/invite/message.ts';
import type { PartyView } from '../../../shared/model/snapshot.ts';
import { Button } from '../../components/button.tsx';
import { CopyButton } from '../../components/copy-button.tsx';
import { useInviting } from '../../hooks/use-inviting.ts';
import { useEngine } from '../../stores/engine-store.ts';
import { languageNow, texts } from '../../texts.ts';
import { InvitingButtons } from '../inviting/inviting-buttons.tsx';
import { InvitingLine } from '../inviting/inviting-line.tsx';
import styles from './invite-card.module.css';

const QrCode = lazy(async () => ({ default: (await import('../../components/qr-code.tsx')).QrCode }));

interface InviteCardProps {
  readonly party: PartyView;
  /** True while inviting is the one thing to do. */
  readonly first?: boolean;
}

/** What a friend needs, and who of them it lets in. The code is what people read aloud; the invite is what they send. */
export function InviteCard({ party, first = false }: InviteCardProps) {
  const [qr, setQr] = useState(false);
  const page = useEngine(({ settings }) => settings?.invitePage ?? null);
  const verdict = useInviting();
  const words = texts().invite;
  const codeSuffices = verdict?.codeSuffices === true;
  const message = inviteMessage({ party, page, codeSuffices }, languageNow());
  return (
    <section className={styles.card} data-first={first || undefined} aria-label={words.title}>
      <div className={styles.lead}>
        <h2>{words.title}</h2>
        <p>{codeSuffices ? words.textWithCode : words.text}</p>
      </div>
      {verdict !== null && (
        <div className={styles.verdict}>
          <InvitingLine verdict={verdict} />
          <InvitingButtons verdict={verdict} />
        </div>
      )}
      {codeSuffices && <code className={styles.code}>{party.code}</code>}
      <div className="buttons">
        <CopyButton kind={first ? 'primary' : 'plain'} value={message} label={words.copyInvite} />
        <CopyButton value={inviteLink({ party, page })} label={words.copyLink} />
        {codeSuffices && <CopyButton value={party.code} label={words.copyCode} />}
        <Button aria-expanded={qr} onClick={() => setQr(!qr)}>
          {words.qr}
        </Button>
      </div>
      {first && (
        <figure className={styles.preview}>
          <figcaption>{words.preview}</figcaption>
          <p>{message}</p>
        </figure>
      )}
      {qr && (
        <Suspense>
          <QrCode value={party.invite} label={words.qrLabel} />
        </Suspense>
      )}
    </section>
  );
}

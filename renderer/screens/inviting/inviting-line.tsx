import type { InvitingVerdict } from '../../../shared/inviting/judge-inviting.ts';
import { lineOf, reasonOf } from '../../../shared/texts/say-inviting.ts';
import { Shape } from '../../components/shape.tsx';
import { useAway } from '../../hooks/use-away.ts';
import { invitingLooks } from '../../model/inviting-looks.ts';
import { texts } from '../../texts.ts';
import styles from './inviting.module.css';

/** Who can join, in one sentence with its mark, and why it is so. */
export function InvitingLine({ verdict }: { readonly verdict: InvitingVerdict }) {
  const { shape, tone } = invitingLooks(verdict);
  const words = texts().inviting;
  const reason = reasonOf(verdict, words);
  const away = useAway();
  return (
    <div className={styles.line} data-tone={tone} data-stale={away || undefined}>
      <Shape shape={shape} tone={tone} />
      <div>
        <p className={styles.verdict}>{words.lines[lineOf(verdict)]}</p>
        {reason !== null && <p className={styles.reason}>{reason}</p>}
      </div>
    </div>
  );
}

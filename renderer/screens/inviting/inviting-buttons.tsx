import type { InviteHelp, InvitingVerdict } from '../../../shared/inviting/judge-inviting.ts';
import { checkInviting } from '../../actions/inviting.ts';
import { Button } from '../../components/button.tsx';
import { FaultNote } from '../../components/fault-note.tsx';
import { useAction } from '../../hooks/use-action.ts';
import { showDialog } from '../../stores/ui-store.ts';
import { texts } from '../../texts.ts';
import styles from './inviting.module.css';

/** Beyond trying again, there is something to read. */
const isFurther = (help: InviteHelp): boolean => help !== 'try-again';

interface InvitingButtonsProps {
  readonly verdict: InvitingVerdict;
  /** Where all that helps is shown already. */
  readonly plain?: boolean;
}

/** What can be done where not everybody can join; nothing where all is well. */
export function InvitingButtons({ verdict, plain = false }: InvitingButtonsProps) {
  const { busy, fault, run } = useAction(checkInviting);
  const words = texts().inviting;
  const { helps } = verdict;
  if (helps.length === 0 && !busy) return null;
  const isGuess = verdict.reach === 'anywhere' || verdict.reach === 'unknown';
  return (
    <div className={styles.actions}>
      <div className="buttons">
        {(helps.includes('try-again') || busy) && (
          <Button live busy={busy} onClick={() => void run()}>
            {busy ? words.trying : isGuess ? words.testNow : words.tryAgain}
          </Button>
        )}
        {!plain && helps.some(isFurther) && (
          <Button aria-haspopup="dialog" onClick={() => showDialog('inviting')}>
            {words.more}
          </Button>
        )}
      </div>
      {fault !== null && <FaultNote fault={fault} />}
    </div>
  );
}

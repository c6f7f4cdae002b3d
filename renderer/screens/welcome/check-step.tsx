import { Button } from '../../components/button.tsx';
import { FaultNote } from '../../components/fault-note.tsx';
import { Icon } from '../../components/icon.tsx';
import { SetUpButton } from '../../components/set-up-button.tsx';
import { useSetUpFault } from '../../hooks/use-set-up-fault.ts';
import { judgeInvite } from '../../model/invite-draft.ts';
import { useEngine } from '../../stores/engine-store.ts';
import { go, goWelcome, useUi } from '../../stores/ui-store.ts';
import { texts } from '../../texts.ts';
import { StepTitle } from './step-title.tsx';
import styles from './welcome-screen.module.css';

/** Shows what works, in the order in which one thing needs the other. */
export function CheckStep() {
  const { check } = texts().welcome;
  const name = useEngine(({ snapshot }) => snapshot?.displayName ?? '');
  const state = useEngine(({ snapshot }) => snapshot?.tunnel.state ?? 'unchecked');
  const backend = useEngine(({ snapshot }) => snapshot?.tunnel.backend ?? null);
  const fault = useSetUpFault();
  const ready = state === 'ready';
  const invited = useUi((ui) => judgeInvite(ui.invite).kind === 'fine');

  function finish(): void {
    goWelcome(null);
    if (invited) go({ screen: 'start', card: 'join', joins: true });
  }

  const helper = ready || state === 'wireguard-missing';

  return (
    <div className={styles.step}>
      <StepTitle>{ready ? check.title : check.blockedTitle}</StepTitle>
      <ul className={styles.list}>
        <Line done>{check.name(name)}</Line>
        <Line done={helper}>{helper ? check.helper : check.helperMissing}</Line>
        <Line done={ready}>{ready ? check.tunnel(backend ?? texts().units.none) : check.tunnelMissing}</Line>
      </ul>
      <p className={styles.small}>{check.strangers}</p>
      <p className={styles.small}>{check.meetingPoints}</p>
      {fault !== null && <FaultNote bare fault={fault} />}
      <div className={styles.row}>
        {!ready && <SetUpButton />}
        <Button kind={ready ? 'primary' : 'quiet'} onClick={finish}>
          {ready ? (invited ? check.join : check.done) : texts().welcome.rights.later}
        </Button>
      </div>
    </div>
  );
}

function Line({ done, children }: { readonly done: boolean; readonly children: string }) {
  return (
    <li className={done ? styles.yes : styles.open}>
      <Icon name={done ? 'check' : 'alert'} />
      {children}
    </li>
  );
}

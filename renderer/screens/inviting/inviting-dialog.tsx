import type { InviteHelp, InvitingVerdict } from '../../../shared/inviting/judge-inviting.ts';
import { brief } from '../../../shared/texts/facts.ts';
import { askRouter } from '../../actions/inviting.ts';
import { Button } from '../../components/button.tsx';
import { FaultNote } from '../../components/fault-note.tsx';
import { Modal } from '../../components/modal.tsx';
import { useAction } from '../../hooks/use-action.ts';
import { useInviting } from '../../hooks/use-inviting.ts';
import { go, showDialog } from '../../stores/ui-store.ts';
import { texts } from '../../texts.ts';
import styles from './inviting.module.css';
import { InvitingButtons } from './inviting-buttons.tsx';
import { InvitingLine } from './inviting-line.tsx';

const close = () => showDialog(null);

function openSettings(): void {
  close();
  go({ screen: 'settings' });
}

/** Who can join, why not more, and every way to let more of them in. */
export function InvitingDialog() {
  const verdict = useInviting();
  if (verdict === null) return null;
  const helps = verdict.helps.filter((help) => help !== 'try-again');
  return (
    <Modal
      title={helps.length === 0 ? texts().inviting.title : texts().inviting.dialog}
      onClose={close}
      actions={<Button onClick={close}>{texts().actions.close}</Button>}
    >
      <InvitingLine verdict={verdict} />
      <InvitingButtons plain verdict={verdict} />
      {helps.length > 0 && (
        <ul className={styles.helps}>
          {helps.map((help) => (
            <Help key={help} help={help} verdict={verdict} />
          ))}
        </ul>
      )}
    </Modal>
  );
}

function Help({ help, verdict }: { readonly help: InviteHelp; readonly verdict: InvitingVerdict }) {
  const router = useAction(askRouter);
  if (help === 'try-again') return null;
  const words = texts().inviting.helps;
  const opensSettings = help === 'allow-meeting' || help === 'use-server';
  return (
    <li>
      <h3>{words[help].title}</h3>
      <p>{help === 'open-port' ? words[help].text(routerOf(verdict)) : words[help].text}</p>
      {opensSettings && <Button onClick={openSettings}>{words[help].action}</Button>}
      {help === 'ask-router' && (
        <Button live busy={router.busy} onClick={() => void router.run()}>
          {words[help].action}
        </Button>
      )}
      {router.fault !== null && <FaultNote fault={router.fault} />}
    </li>
  );
}

/** The address at which a player finds it, where the router told one. */
function routerOf(verdict: InvitingVerdict): string {
  const fault = 'why' in verdict && verdict.why === 'router-refuses' ? verdict.fault : null;
  return fault?.code === 'portmap.none-found'
    ? `http://${brief(fault.args.gateway)}`
    : texts().inviting.helps['open-port'].anyRouter;
}

import { leaveParty } from '../../actions/party.ts';
import { Button } from '../../components/button.tsx';
import { FaultNote } from '../../components/fault-note.tsx';
import { Modal } from '../../components/modal.tsx';
import { useAction } from '../../hooks/use-action.ts';
import { formatNames } from '../../model/format.ts';
import { partyOf, useEngine } from '../../stores/engine-store.ts';
import { showDialog } from '../../stores/ui-store.ts';
import { texts } from '../../texts.ts';

const close = () => showDialog(null);

/** Says who will notice, before anybody does. */
export function LeaveDialog() {
  const party = useEngine(partyOf);
  const { busy, fault, run } = useAction(leaveParty);
  if (party === null) return null;

  const present = party.peers.filter(({ state }) => state !== 'away').map(({ name }) => name);
  const ends = party.hosting && party.peers.length > 0;
  const names = formatNames(present.length > 0 ? present : party.peers.map(({ name }) => name));

  async function leave(): Promise<void> {
    const result = await run();
    if (result.ok) close();
  }

  return (
    <Modal
      title={texts().leave.title(party.name)}
      onClose={close}
      actions={
        <>
          <Button onClick={close}>{texts().leave.stay}</Button>
          <Button live kind="danger" busy={busy} onClick={() => void leave()}>
            {busy ? texts().activity.leaving : ends ? texts().leave.leaveAndEnd : texts().leave.leave}
          </Button>
        </>
      }
    >
      <p>
        {party.peers.length === 0
          ? texts().leave.alone
          : texts().leave[ends ? 'hosted' : party.control === 'connected' ? 'noticed' : 'unheard'](names)}
      </p>
      {fault !== null && <FaultNote fault={fault} />}
    </Modal>
  );
}

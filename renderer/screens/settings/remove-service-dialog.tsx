import { uninstallHelper } from '../../actions/set-up.ts';
import { Button } from '../../components/button.tsx';
import { FaultNote } from '../../components/fault-note.tsx';
import { Modal } from '../../components/modal.tsx';
import { useAction } from '../../hooks/use-action.ts';
import { partyOf, useEngine } from '../../stores/engine-store.ts';
import { say } from '../../stores/ui-store.ts';
import { texts } from '../../texts.ts';

/** Says what goes away with the helper, before the system asks. */
export function RemoveServiceDialog({ onClose }: { readonly onClose: () => void }) {
  const t = texts().service;
  const inParty = useEngine((state) => partyOf(state) !== null);
  const { busy, fault, run } = useAction(uninstallHelper);

  async function remove(): Promise<void> {
    const result = await run();
    if (!result.ok) return;
    say(t.removed);
    onClose();
  }

  return (
    <Modal
      title={t.removing.title}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{texts().actions.cancel}</Button>
          <Button live kind="danger" busy={busy} onClick={() => void remove()}>
            {busy ? t.busy : t.remove}
          </Button>
        </>
      }
    >
      <p>{t.removing.text}</p>
      {inParty && <p>{t.removing.inParty}</p>}
      {fault !== null && <FaultNote bare fault={fault} />}
    </Modal>
  );
}

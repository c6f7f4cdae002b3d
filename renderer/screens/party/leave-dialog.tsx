import type { PartyView } from '../../../shared/model/snapshot.ts';
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

  const words = wordsFor(party);

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
            {busy ? texts().activity.leaving : words.ends ? texts().leave.leaveAndEnd : texts().leave.leave}
          </Button>
        </>
      }
    >
      <p>{words.what}</p>
      {words.tooOld !== null && <p>{words.tooOld}</p>}
      {fault !== null && <FaultNote fault={fault} />}
    </Modal>
  );
}

/** What happens to the others. */
function wordsFor({ peers, hosting, control, succession }: PartyView): {
  readonly ends: boolean;
  readonly what: string;
  readonly tooOld: string | null;
} {
  const words = texts().leave;
  const heir = succession?.here === true ? succession.next : null;
  const ends = hosting && peers.length > 0 && heir === null;
  if (peers.length === 0) return { ends, what: words.alone, tooOld: null };
  const present = peers.filter(({ state }) => state !== 'away').map(({ name }) => name);
  const names = formatNames(present.length > 0 ? present : peers.map(({ name }) => name));
  if (heir === null) {
    const what = ends ? 'hosted' : control === 'connected' ? 'noticed' : 'unheard';
    return { ends, what: words[what](names), tooOld: null };
  }
  const leftBehind = succession?.leftBehind ?? [];
  const tooOld = leftBehind.length === 0 ? null : words.tooOld(formatNames(leftBehind));
  return { ends, what: words.takenOver(heir, names), tooOld };
}

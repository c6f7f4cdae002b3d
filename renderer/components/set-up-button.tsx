import { setUpTunnel } from '../actions/set-up.ts';
import { useAction } from '../hooks/use-action.ts';
import { useEngine } from '../stores/engine-store.ts';
import { texts } from '../texts/en.ts';
import { Button } from './button.tsx';
import { FaultNote } from './fault-note.tsx';

/** The one action that stands in for all others until this machine can make tunnels. */
export function SetUpButton({ onDone }: { readonly onDone?: () => void }) {
  const { busy, fault, run } = useAction(setUpTunnel);
  const known = useEngine(({ snapshot }) => snapshot?.tunnel.fault ?? null);
  const shown = busy ? null : (fault ?? known);

  async function start(): Promise<void> {
    const result = await run();
    if (result.ok) onDone?.();
  }

  return (
    <>
      {shown !== null && <FaultNote bare fault={shown} />}
      <div>
        <Button kind="primary" busy={busy} onClick={() => void start()}>
          {busy ? texts.actions.settingUp : texts.actions.setUp}
        </Button>
      </div>
    </>
  );
}

import { setUpTunnel } from '../actions/set-up.ts';
import { useSetUpFault } from '../hooks/use-set-up-fault.ts';
import { useUi } from '../stores/ui-store.ts';
import { texts } from '../texts.ts';
import { Button, type ButtonKind } from './button.tsx';

interface SetUpButtonProps {
  readonly kind?: ButtonKind;
  readonly label?: string;
  /** Whether the system is to start the helper by itself from now on. */
  readonly once?: boolean;
  readonly onDone?: () => void;
}

/** The one action that stands in for all others until this machine can make tunnels. */
export function SetUpButton({ kind = 'primary', label, once = false, onDone }: SetUpButtonProps) {
  const busy = useUi(({ setUp }) => setUp.busy);
  const failed = useSetUpFault() !== null;
  const { setUp, settingUp, tryAgain } = texts().actions;

  async function start(): Promise<void> {
    const result = await setUpTunnel(once);
    if (result.ok) onDone?.();
  }

  return (
    <Button live kind={kind} busy={busy} onClick={() => void start()}>
      {busy ? settingUp : (label ?? (failed ? tryAgain : setUp))}
    </Button>
  );
}

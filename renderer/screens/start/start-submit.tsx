import { Button, type ButtonKind } from '../../components/button.tsx';
import { SetUpButton } from '../../components/set-up-button.tsx';
import { Steps } from '../../components/steps.tsx';
import { useAfter } from '../../hooks/use-after.ts';
import { needsSetUp, partyOf, useEngine } from '../../stores/engine-store.ts';

/** Quick answers need no list of steps. */
const STEPS_AFTER_MS = 2000;

interface StartSubmitProps {
  readonly kind: ButtonKind;
  readonly busy: boolean;
  readonly words: { readonly submit: string; readonly busy: string; readonly steps: readonly string[] };
}

/** The card's action; nothing while in a party, and "Set up" where this machine can't make a tunnel yet. */
export function StartSubmit({ kind, busy, words }: StartSubmitProps) {
  const blocked = useEngine(needsSetUp);
  const inParty = useEngine((state) => partyOf(state) !== null);
  const long = useAfter(busy, STEPS_AFTER_MS);
  if (inParty && !busy) return null;
  if (blocked) {
    return (
      <div>
        <SetUpButton kind="plain" />
      </div>
    );
  }
  return (
    <>
      <div>
        <Button live type="submit" kind={kind} busy={busy}>
          {busy ? words.busy : words.submit}
        </Button>
      </div>
      {long && <Steps label={words.busy} steps={words.steps} current={inParty ? 2 : 0} />}
    </>
  );
}

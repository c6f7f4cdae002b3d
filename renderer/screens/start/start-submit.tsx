import { Button, type ButtonKind } from '../../components/button.tsx';
import { SetUpButton } from '../../components/set-up-button.tsx';
import { Steps } from '../../components/steps.tsx';
import { useAfter } from '../../hooks/use-after.ts';
import { needsSetUp, partyOf, useEngine } from '../../stores/engine-store.ts';
import { texts as allTexts } from '../../texts/en.ts';

const { actions } = allTexts;

/** Quick answers need no list of steps. */
const STEPS_AFTER_MS = 2000;

interface StartSubmitProps {
  readonly kind: ButtonKind;
  readonly busy: boolean;
  readonly texts: { readonly submit: string; readonly busy: string; readonly steps: readonly string[] };
}

/** The card's action; nothing while in a party, and "Set up" where this machine can't make a tunnel yet. */
export function StartSubmit({ kind, busy, texts }: StartSubmitProps) {
  const blocked = useEngine(needsSetUp);
  const inParty = useEngine((state) => partyOf(state) !== null);
  const long = useAfter(busy, STEPS_AFTER_MS);
  if (blocked) {
    return (
      <div>
        <SetUpButton kind="plain" label={actions.setUp} />
      </div>
    );
  }
  if (inParty && !busy) return null;
  return (
    <>
      <div>
        <Button type="submit" kind={kind} busy={busy}>
          {busy ? texts.busy : texts.submit}
        </Button>
      </div>
      {long && <Steps label={texts.busy} steps={texts.steps} current={inParty ? 2 : 0} />}
    </>
  );
}

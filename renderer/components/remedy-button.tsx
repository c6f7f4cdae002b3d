import type { Remedy } from '../../shared/faults/advice-entry.ts';
import { setUpTunnel } from '../actions/set-up.ts';
import { useAction } from '../hooks/use-action.ts';
import { go, type Route, showDialog } from '../stores/ui-store.ts';
import { texts } from '../texts/en.ts';
import { Button } from './button.tsx';
import { CopyButton } from './copy-button.tsx';

type Screen = Extract<Remedy, { readonly kind: 'open' }>['screen'];

const routes: Readonly<Record<Screen, Route>> = {
  create: { screen: 'start', card: 'create' },
  join: { screen: 'start', card: 'join' },
  settings: { screen: 'settings' },
};

/** One thing that helps, as one button. */
export function RemedyButton({ remedy }: { readonly remedy: Remedy }) {
  const setUp = useAction(setUpTunnel);
  if (remedy.kind === 'copy') return <CopyButton value={remedy.text} label={remedy.label} />;
  if (remedy.kind === 'open') {
    return <Button onClick={() => go(routes[remedy.screen])}>{remedy.label}</Button>;
  }
  // Leaving is confirmed wherever it starts.
  if (remedy.call === 'leaveParty') {
    return <Button onClick={() => showDialog('leave')}>{remedy.label}</Button>;
  }
  return (
    <Button busy={setUp.busy} onClick={() => void setUp.run()}>
      {setUp.busy ? texts.actions.settingUp : setUp.fault === null ? remedy.label : texts.actions.tryAgain}
    </Button>
  );
}

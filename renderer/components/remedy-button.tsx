import type { Remedy } from '../../shared/faults/advice-entry.ts';
import { go, type Route, showDialog } from '../stores/ui-store.ts';
import { Button } from './button.tsx';
import { CopyButton } from './copy-button.tsx';
import { SetUpButton } from './set-up-button.tsx';

type Screen = Extract<Remedy, { readonly kind: 'open' }>['screen'];

const routes: Readonly<Record<Screen, Route>> = {
  create: { screen: 'start', card: 'create' },
  join: { screen: 'start', card: 'join' },
  settings: { screen: 'settings' },
};

/** One thing that helps, as one button. */
export function RemedyButton({ remedy }: { readonly remedy: Remedy }) {
  if (remedy.kind === 'copy') return <CopyButton value={remedy.text} label={remedy.label} />;
  if (remedy.kind === 'open') {
    return <Button onClick={() => go(routes[remedy.screen])}>{remedy.label}</Button>;
  }
  if (remedy.call === 'setUpTunnel') return <SetUpButton kind="plain" label={remedy.label} />;
  // Leaving is confirmed wherever it starts.
  return (
    <Button live onClick={() => showDialog('leave')}>
      {remedy.label}
    </Button>
  );
}

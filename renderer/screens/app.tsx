import { Suspense } from 'react';
import { useAfter } from '../hooks/use-after.ts';
import { useLooks } from '../hooks/use-looks.ts';
import { useShortcuts } from '../hooks/use-shortcuts.ts';
import { type EngineState, useEngine } from '../stores/engine-store.ts';
import { useUi } from '../stores/ui-store.ts';
import { Frame } from './frame/frame.tsx';
import { LiveRegion } from './frame/live-region.tsx';
import { Loading } from './frame/loading.tsx';
import { PartyScreen } from './party/party-screen.tsx';
import { sidebarScreens } from './sidebar-screens.ts';
import { StartScreen } from './start/start-screen.tsx';
import { WelcomeScreen } from './welcome/welcome-screen.tsx';

/** Chooses what is on the screen from what the engine says and where the person went. */
export function App() {
  useShortcuts();
  useLooks();
  const phase = useEngine(phaseOf);
  const welcome = useUi((ui) => ui.welcome);
  const slow = useAfter(phase === 'loading', 200);

  return (
    <>
      {phase === 'loading' && slow && <Loading />}
      {(phase === 'new' || (phase === 'known' && welcome !== null)) && <WelcomeScreen />}
      {phase === 'known' && welcome === null && (
        <Frame>
          <CurrentScreen />
        </Frame>
      )}
      <LiveRegion />
    </>
  );
}

function CurrentScreen() {
  const screen = useUi(({ route }) => route.screen);
  const inParty = useEngine(({ snapshot }) => snapshot?.party != null);
  if (screen === 'parties' || screen === 'start') {
    return screen === 'parties' && inParty ? <PartyScreen /> : <StartScreen />;
  }
  const { Screen } = sidebarScreens[screen];
  return (
    <Suspense>
      <Screen />
    </Suspense>
  );
}

/** Somebody without a name is new here, unless a party of theirs is up already (a host set up by command). */
function phaseOf({ snapshot }: EngineState): 'loading' | 'new' | 'known' {
  if (snapshot === null) return 'loading';
  return snapshot.displayName === '' && snapshot.party === null ? 'new' : 'known';
}

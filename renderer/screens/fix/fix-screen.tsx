import { useEffect } from 'react';
import { startDoctor, stopDoctor } from '../../actions/doctor.ts';
import { Button } from '../../components/button.tsx';
import { FaultNote } from '../../components/fault-note.tsx';
import { Screen } from '../../components/screen.tsx';
import { useAction } from '../../hooks/use-action.ts';
import { checkRows } from '../../model/doctor-run.ts';
import { partyOf, useEngine } from '../../stores/engine-store.ts';
import { go, say, useUi } from '../../stores/ui-store.ts';
import { useWork, workStore } from '../../stores/work-store.ts';
import { texts } from '../../texts.ts';
import { SupportBundle } from '../about/support-bundle.tsx';
import { CheckList } from './check-list.tsx';
import { RunSummary } from './run-summary.tsx';

/** The doctor: what is checked, what was found, and one press for what can be mended. */
export function FixScreen() {
  const t = texts().fix;
  const run = useWork(({ doctor }) => doctor);
  const online = useEngine(({ link }) => link === 'online');
  const party = useEngine(partyOf);
  const peerId = useUi(({ route }) => (route.screen === 'fix' ? route.peer : undefined)) ?? null;
  const peer = party?.peers.find(({ id }) => id === peerId) ?? null;
  const { fault, run: begin } = useAction(startDoctor);
  const running = run.phase === 'running';
  const rows = checkRows(run, peer?.id ?? null);

  function start(): void {
    say(t.said.started);
    void begin();
  }

  // Whoever comes here wants to know now; a run that is there already is not thrown away.
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the screen opens and the engine is there
  useEffect(() => {
    const { phase } = workStore.getState().doctor;
    if (online && phase !== 'running' && (phase === 'idle' || peerId !== null)) start();
  }, [online, peerId]);

  return (
    <Screen
      title={peer === null ? t.title : t.about(peer.name)}
      text={party === null ? t.noParty : t.text}
      action={
        running ? (
          <Button live onClick={() => void stopDoctor()}>
            {t.stop}
          </Button>
        ) : (
          <Button live kind="primary" onClick={start}>
            {run.phase === 'idle' ? t.start : t.again}
          </Button>
        )
      }
    >
      {fault !== null && <FaultNote fault={fault} />}
      <RunSummary run={run} rows={rows} />
      {peer !== null && (
        <div>
          <Button kind="quiet" onClick={() => go({ screen: 'fix' })}>
            {t.everything}
          </Button>
        </div>
      )}
      {run.phase !== 'idle' && <CheckList rows={rows} />}
      <SupportBundle />
    </Screen>
  );
}

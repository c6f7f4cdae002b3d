import { useCallback, useEffect, useState } from 'react';
import type { Fault } from '../../../shared/faults/fault.ts';
import type { GameSession } from '../../../shared/model/metrics.ts';
import { loadSessions } from '../../actions/sessions.ts';
import { Panel } from '../../components/panel.tsx';
import { Pending } from '../../components/pending.tsx';
import { Screen } from '../../components/screen.tsx';
import { useRemembered } from '../../hooks/use-remembered.ts';
import { useEngine } from '../../stores/engine-store.ts';
import { texts } from '../../texts.ts';
import { LagPanel } from './lag-panel.tsx';
import { RunningSession } from './running-session.tsx';
import { SessionCard } from './session-card.tsx';
import { StartSession } from './start-session.tsx';

/** Game sessions with their figures, and the button for when it lags. */
export function SessionsScreen() {
  const t = texts().sessions;
  const { sessions, fault, load } = useSessions();
  const running = sessions?.find(({ endedAt }) => endedAt === null) ?? null;
  const ended = (sessions ?? [])
    .filter(({ endedAt }) => endedAt !== null)
    .toSorted((a, b) => b.startedAt - a.startedAt);
  return (
    <Screen title={t.title} text={t.text}>
      <LagPanel />
      {sessions === null ? (
        <Pending fault={fault} retry={load} />
      ) : (
        <>
          {running === null ? (
            <StartSession onStarted={load} />
          ) : (
            <RunningSession session={running} onEnded={load} />
          )}
          <Panel title={t.list}>
            {ended.length === 0 ? (
              <p>{t.empty}</p>
            ) : (
              ended.map((session, i) => <SessionCard key={session.id} session={session} open={i === 0} />)
            )}
          </Panel>
        </>
      )}
    </Screen>
  );
}

function useSessions() {
  const [sessions, setSessions] = useRemembered<readonly GameSession[]>('getSessions');
  const [fault, setFault] = useState<Fault | null>(null);
  const online = useEngine(({ link }) => link === 'online');

  const load = useCallback(() => {
    setFault(null);
    void loadSessions().then((result) => {
      if (result.ok) setSessions(result.value);
      else setFault(result.fault);
    });
  }, [setSessions]);

  useEffect(() => {
    if (online) load();
  }, [online, load]);

  return { sessions, fault, load };
}

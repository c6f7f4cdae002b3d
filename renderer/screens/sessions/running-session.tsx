import type { GameSession } from '../../../shared/model/metrics.ts';
import { endSession } from '../../actions/sessions.ts';
import { Button } from '../../components/button.tsx';
import { FaultNote } from '../../components/fault-note.tsx';
import { Panel } from '../../components/panel.tsx';
import { useAction } from '../../hooks/use-action.ts';
import { useNow } from '../../hooks/use-now.ts';
import { formatAge } from '../../model/format.ts';
import { texts } from '../../texts.ts';

interface RunningSessionProps {
  readonly session: GameSession;
  readonly onEnded: () => void;
}

export function RunningSession({ session, onEnded }: RunningSessionProps) {
  const t = texts().sessions;
  const { busy, fault, run } = useAction(endSession);
  useNow(true);

  async function end(): Promise<void> {
    if ((await run()).ok) onEnded();
  }

  return (
    <Panel title={session.name} text={`${t.running}, ${t.since(formatAge(Date.now() - session.startedAt))}`}>
      <div>
        <Button live busy={busy} onClick={() => void end()}>
          {busy ? t.ending : t.end}
        </Button>
      </div>
      {fault !== null && <FaultNote fault={fault} />}
    </Panel>
  );
}

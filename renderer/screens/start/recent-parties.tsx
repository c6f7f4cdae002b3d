import { forgetParty, rejoinParty, restartParty } from '../../actions/party.ts';
import { Button } from '../../components/button.tsx';
import { FaultNote } from '../../components/fault-note.tsx';
import { Icon } from '../../components/icon.tsx';
import { Panel } from '../../components/panel.tsx';
import { useAction } from '../../hooks/use-action.ts';
import { formatAge } from '../../model/format.ts';
import { needsSetUp, partyOf, useEngine } from '../../stores/engine-store.ts';
import { texts } from '../../texts.ts';
import styles from './recent-parties.module.css';

const NONE: never[] = [];

/** Parties of before, to be in again with one press. */
export function RecentParties() {
  const recent = useEngine(({ snapshot }) => snapshot?.recent ?? NONE);
  const idle = useEngine((state) => partyOf(state) === null && !needsSetUp(state));
  const rejoin = useAction(rejoinParty);
  const restart = useAction(restartParty);
  const forget = useAction(forgetParty);
  const words = texts().start.recent;
  const fault = rejoin.fault ?? restart.fault ?? forget.fault;
  if (recent.length === 0) return null;

  return (
    <Panel title={words.title}>
      <ul className={styles.list}>
        {recent.map(({ id, name, lastAt }) => (
          <li key={id}>
            <span className={styles.name}>
              <bdi>{name}</bdi>
              <span>{texts().units.ago(formatAge(Date.now() - Date.parse(lastAt)))}</span>
            </span>
            {idle && (
              <Button
                live
                busy={rejoin.busy}
                aria-label={words.rejoinNamed(name)}
                onClick={() => void rejoin.run(id)}
              >
                {words.rejoin}
              </Button>
            )}
            {idle && (
              <Button
                live
                kind="quiet"
                busy={restart.busy}
                aria-label={words.anewNamed(name)}
                title={words.anewNamed(name)}
                onClick={() => void restart.run(id)}
              >
                {words.anew}
              </Button>
            )}
            <Button
              live
              kind="quiet"
              square
              busy={forget.busy}
              aria-label={words.forget(name)}
              title={words.forget(name)}
              onClick={() => void forget.run(id)}
            >
              <Icon name="close" />
            </Button>
          </li>
        ))}
      </ul>
      {fault !== null && <FaultNote fault={fault} />}
    </Panel>
  );
}

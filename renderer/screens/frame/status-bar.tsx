import { explain } from '../../../shared/faults/advice.ts';
import { FaultNote } from '../../components/fault-note.tsx';
import { Icon } from '../../components/icon.tsx';
import { SetUpButton } from '../../components/set-up-button.tsx';
import { useNow } from '../../hooks/use-now.ts';
import { useSetUpFault } from '../../hooks/use-set-up-fault.ts';
import { formatAge } from '../../model/format.ts';
import { type EngineState, needsSetUp, useEngine } from '../../stores/engine-store.ts';
import { languageNow, texts } from '../../texts.ts';
import styles from './status-bar.module.css';

/** Less is no age that anybody would tell. */
const JUST_NOW_MS = 2000;

type Trouble = 'connecting' | 'offline' | 'refused' | 'helperMissing' | 'reconnecting' | 'relayWaiting';

/** One bar for the first thing that is wrong; what depends on it is not shown as a second one. */
export function StatusBar() {
  const trouble = useEngine(troubleOf);
  const liveUntil = useEngine((state) => state.liveUntil);
  const cutOff = trouble === 'offline' || trouble === 'connecting' || trouble === 'refused';
  const now = useNow(cutOff);
  const setUpFault = useSetUpFault();
  const fault = trouble === 'helperMissing' ? setUpFault : null;
  if (trouble === null) return null;

  return (
    <div
      className={styles.bar}
      data-trouble={trouble}
      data-severity={fault === null ? undefined : explain(fault, languageNow()).severity}
      role="status"
    >
      {fault === null ? (
        <>
          <Icon name={trouble === 'helperMissing' ? 'info' : 'alert'} />
          <p>{texts().status[trouble]}</p>
        </>
      ) : (
        <FaultNote bare fault={fault} />
      )}
      {cutOff && (
        <p className={styles.age} aria-hidden="true">
          {now - liveUntil < JUST_NOW_MS
            ? texts().status.updatedNow
            : texts().status.updated(formatAge(now - liveUntil))}
        </p>
      )}
      {trouble === 'helperMissing' && <SetUpButton />}
    </div>
  );
}

function troubleOf(state: EngineState): Trouble | null {
  const { link, snapshot } = state;
  if (link !== 'online') return link;
  if (needsSetUp(state)) return 'helperMissing';
  const party = snapshot?.party;
  if (party?.control === 'reconnecting') return 'reconnecting';
  return party?.relay?.reached === false && party.peers.length > 0 ? 'relayWaiting' : null;
}

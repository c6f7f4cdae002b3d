import { Button } from '../../components/button.tsx';
import { Steps } from '../../components/steps.tsx';
import { activityOf, partyOf, returningParty, useEngine } from '../../stores/engine-store.ts';
import { go, showDialog } from '../../stores/ui-store.ts';
import { texts } from '../../texts.ts';
import { CreateCard } from './create-card.tsx';
import { JoinCard } from './join-card.tsx';
import { RecentParties } from './recent-parties.tsx';
import styles from './start-screen.module.css';

/** Where nobody is in a party yet, or wants another one. */
export function StartScreen() {
  const party = useEngine(partyOf);
  const resuming = useEngine((state) => activityOf(state) === 'resuming');
  const returning = useEngine(returningParty);
  return (
    <div className={styles.start}>
      {party === null ? (
        <div>
          <h2 className="title">
            {resuming
              ? returning === null
                ? texts().activity.resuming
                : texts().start.resumingNamed(returning)
              : texts().start.title}
          </h2>
          <p className="muted">{resuming ? texts().start.resuming : texts().start.text}</p>
        </div>
      ) : (
        <div className={styles.inParty}>
          <p>{texts().start.inParty(party.name)}</p>
          <Button onClick={() => go({ screen: 'parties' })}>{texts().start.backTo(party.name)}</Button>
          <Button live kind="quiet" onClick={() => showDialog('leave')}>
            {texts().party.leave}
          </Button>
        </div>
      )}
      {resuming && <Steps label={texts().start.resuming} steps={texts().start.join.steps} current={0} />}
      {!resuming && (
        <>
          <div className={styles.cards}>
            <CreateCard />
            <JoinCard />
          </div>
          <RecentParties />
        </>
      )}
    </div>
  );
}

import { onlineCount, worstLatencyMs } from '../../../shared/roster.ts';
import { lineOf } from '../../../shared/texts/say-inviting.ts';
import { Button } from '../../components/button.tsx';
import { Icon } from '../../components/icon.tsx';
import { Logo } from '../../components/logo.tsx';
import { useInviting } from '../../hooks/use-inviting.ts';
import { formatMs } from '../../model/format.ts';
import { invitingLooks } from '../../model/inviting-looks.ts';
import { shortcut } from '../../model/shortcut.ts';
import { activityOf, isStale, partyOf, useEngine } from '../../stores/engine-store.ts';
import { showDialog } from '../../stores/ui-store.ts';
import { texts } from '../../texts.ts';
import { AlertsButton } from './alerts-button.tsx';
import styles from './header.module.css';

/** The party in one line. */
export function Header() {
  const party = useEngine(partyOf);
  const activity = useEngine(activityOf);
  const stale = useEngine(isStale);
  const verdict = useInviting();
  const worst = party === null ? null : worstLatencyMs(party);

  return (
    <header className={styles.header} data-zone>
      <Logo />
      <div className={styles.title} data-stale={stale || undefined}>
        <h1>{party?.name ?? texts().app}</h1>
        {party !== null && (
          <span>
            {party.peers.length === 0
              ? texts().header.alone
              : texts().header.online(onlineCount(party), party.peers.length)}
          </span>
        )}
        {worst !== null && <span>{texts().header.worst(formatMs(worst))}</span>}
        {verdict !== null && (
          <span className={styles.inviting}>
            <button
              type="button"
              data-tone={invitingLooks(verdict).tone}
              aria-haspopup="dialog"
              onClick={() => showDialog('inviting')}
            >
              {texts().inviting.short[lineOf(verdict)]}
            </button>
          </span>
        )}
        {party !== null && stale && <span>{texts().header.lastKnown}</span>}
        {party !== null && activity !== 'idle' && (
          <span className={styles.activity}>{texts().activity[activity]}</span>
        )}
      </div>
      <AlertsButton />
      <Button kind="quiet" title={texts().commands.open} onClick={() => showDialog('commands')}>
        <Icon name="search" />
        <kbd className={styles.key}>{shortcut('Ctrl', 'K')}</kbd>
        <span className="unseen">{texts().commands.open}</span>
      </Button>
      <Button
        kind="quiet"
        square
        aria-label={texts().nav.keys}
        title={texts().nav.keys}
        onClick={() => showDialog('keys')}
      >
        ?
      </Button>
    </header>
  );
}

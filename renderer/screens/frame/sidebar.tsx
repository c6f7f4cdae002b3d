import { CopyButton } from '../../components/copy-button.tsx';
import { Icon } from '../../components/icon.tsx';
import { useAway } from '../../hooks/use-away.ts';
import { activityOf, partyOf, returningParty, useEngine } from '../../stores/engine-store.ts';
import { go, type Route, showDialog, useUi } from '../../stores/ui-store.ts';
import { texts } from '../../texts.ts';
import { sidebarScreenNames, sidebarScreens } from '../sidebar-screens.ts';
import styles from './sidebar.module.css';

export function Sidebar() {
  const party = useEngine(partyOf);
  const resuming = useEngine((state) => activityOf(state) === 'resuming');
  const returning = useEngine(returningParty);
  const route = useUi((ui) => ui.route);
  const here = (target: Route['screen'], card?: string) =>
    route.screen === target && (route.screen !== 'start' || route.card === card) ? 'page' : undefined;

  return (
    <nav className={styles.sidebar} data-zone aria-label={texts().zones.nav}>
      <h2>{texts().nav.parties}</h2>
      {party === null ? (
        <p className={styles.none}>
          {resuming ? (returning ?? texts().activity.resuming) : texts().nav.none}
        </p>
      ) : (
        <button type="button" aria-current={here('parties')} onClick={() => go({ screen: 'parties' })}>
          <span className={styles.name}>{party.name}</span>
        </button>
      )}
      <div className={styles.pair}>
        <button
          type="button"
          aria-current={here('start', 'create')}
          disabled={resuming}
          onClick={() => go({ screen: 'start', card: 'create' })}
        >
          <Icon name="plus" />
          {texts().nav.create}
        </button>
        <button
          type="button"
          aria-current={here('start', 'join')}
          disabled={resuming}
          onClick={() => go({ screen: 'start', card: 'join' })}
        >
          <Icon name="join" />
          {texts().nav.join}
        </button>
      </div>
      <ul className={styles.places}>
        {sidebarScreenNames.map((name) => (
          <li key={name}>
            <button type="button" aria-current={here(name)} onClick={() => go({ screen: name })}>
              <Icon name={sidebarScreens[name].icon} />
              {texts().nav.places[name]}
            </button>
          </li>
        ))}
      </ul>
      <You />
    </nav>
  );
}

function You() {
  const name = useEngine(({ snapshot }) => snapshot?.displayName ?? '');
  const tunnel = useEngine(({ snapshot }) => snapshot?.tunnel.state ?? 'unchecked');
  const address = useEngine((state) => partyOf(state)?.self.address ?? null);
  const away = useAway();
  const { lastKnown, tunnel: states } = texts().nav;
  return (
    <div className={styles.you} data-stale={away || undefined}>
      <p className={styles.name}>{name === '' ? texts().nav.you : name}</p>
      <p className={styles.state} data-state={tunnel}>
        {away ? lastKnown(states[tunnel]) : states[tunnel]}
      </p>
      <NatLine />
      {address !== null && (
        <p className={styles.address}>
          <code>{address}</code>
          <CopyButton compact kind="quiet" value={address} label={texts().nav.copyAddress} />
        </p>
      )}
    </div>
  );
}

/** How easily others reach this machine, in players' words; what that rests on is one click away. */
function NatLine() {
  const inParty = useEngine((state) => partyOf(state) !== null);
  const grade = useEngine((state) => partyOf(state)?.network?.grade ?? null);
  const serving = useEngine((state) => (partyOf(state)?.serving?.clients ?? 0) > 0);
  const away = useAway();
  const words = texts().network;
  // Nobody measures while the engine is away.
  if (!inParty || (away && grade === null)) return null;
  const line = grade === null ? words.measuring : words.line[grade];
  return (
    <button
      type="button"
      className={styles.nat}
      data-grade={grade ?? undefined}
      aria-haspopup="dialog"
      title={words.details(line)}
      onClick={() => showDialog('network')}
    >
      <span>{line}</span>
      {serving && <span className={styles.serving}>{words.servingLine}</span>}
    </button>
  );
}

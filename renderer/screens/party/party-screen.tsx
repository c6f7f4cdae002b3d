import { activityOf, partyOf, peerOf, useEngine } from '../../stores/engine-store.ts';
import { useUi } from '../../stores/ui-store.ts';
import { PeerPanel } from '../peer/peer-panel.tsx';
import { EmptyParty } from './empty-party.tsx';
import { InviteCard } from './invite-card.tsx';
import { PartyFoot } from './party-foot.tsx';
import styles from './party-screen.module.css';
import { Roster } from './roster.tsx';
import { UpgradeLine } from './upgrade-line.tsx';

/** The players, how each link does, and how to let another one in. */
export function PartyScreen() {
  const party = useEngine(partyOf);
  const selected = useUi((ui) => ui.peer);
  const peer = useEngine(peerOf(selected));
  const leaving = useEngine((state) => activityOf(state) === 'leaving');
  if (party === null) return null;

  return (
    <div className={styles.party} data-detail={peer !== null || undefined} aria-busy={leaving}>
      <div className={styles.list} data-leaving={leaving || undefined}>
        {party.peers.length === 0 ? <EmptyParty party={party} /> : <Roster party={party} />}
        <UpgradeLine />
        {party.peers.length > 0 && <InviteCard party={party} />}
        <PartyFoot party={party} />
      </div>
      {peer !== null && <PeerPanel key={peer.id} peer={peer} />}
    </div>
  );
}

import type { PartyView } from '../../../shared/model/snapshot.ts';
import { Panel } from '../../components/panel.tsx';
import { useAllSeconds } from '../../hooks/use-all-seconds.ts';
import { FLOOR, nextCeiling } from '../../model/ceiling.ts';
import { formatMs } from '../../model/format.ts';
import { sortedPeers } from '../../model/roster.ts';
import { texts } from '../../texts.ts';
import { PlayerChart } from './player-chart.tsx';
import styles from './players-panel.module.css';

/** Small multiples: one chart each, all on one scale, so that they can be compared by eye. */
export function PlayersPanel({ party }: { readonly party: PartyView }) {
  const t = texts().qualityScreen;
  const peers = sortedPeers(party).filter(({ state }) => state !== 'away');
  const seconds = useAllSeconds(peers.map(({ id }) => id));
  const highest = Math.max(0, ...[...seconds.values()].flat().map(({ rttMs }) => rttMs ?? 0));
  const topMs = nextCeiling(FLOOR, highest, 0).ms;
  return (
    <Panel title={t.players} text={t.playersText(formatMs(topMs))}>
      <ul className={styles.multiples}>
        {peers.map((peer) => (
          <PlayerChart key={peer.id} peer={peer} seconds={seconds.get(peer.id) ?? []} topMs={topMs} />
        ))}
      </ul>
    </Panel>
  );
}

import type { PartyView } from '../../../shared/model/snapshot.ts';
import { Panel } from '../../components/panel.tsx';
import { FLOOR, nextCeiling } from '../../model/ceiling.ts';
import { formatMs } from '../../model/format.ts';
import { sortedPeers } from '../../model/roster.ts';
import { toSeconds } from '../../model/seconds.ts';
import { type AllPoints, SAMPLE_WINDOW_S } from '../../stores/samples.ts';
import { texts } from '../../texts.ts';
import { PlayerChart } from './player-chart.tsx';
import styles from './players-panel.module.css';

interface PlayersPanelProps {
  readonly party: PartyView;
  readonly samples: AllPoints;
}

/** Small multiples: one chart each, all on one scale, so that they can be compared by eye. */
export function PlayersPanel({ party, samples }: PlayersPanelProps) {
  const t = texts().qualityScreen;
  const peers = sortedPeers(party).filter(({ state }) => state !== 'away');
  const seconds = new Map(peers.map(({ id }) => [id, toSeconds(samples.get(id) ?? [], SAMPLE_WINDOW_S)]));
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

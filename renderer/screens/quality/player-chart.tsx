import type { PeerView } from '../../../shared/model/snapshot.ts';
import { judgeFigure } from '../../../shared/quality.ts';
import { LinkWord } from '../../components/link-word.tsx';
import { formatMs, formatRatio } from '../../model/format.ts';
import { CONNECT_STEPS, linkLooks } from '../../model/link-looks.ts';
import { plotPath } from '../../model/plot-path.ts';
import type { Second } from '../../model/seconds.ts';
import { openPeer } from '../../stores/ui-store.ts';
import { texts } from '../../texts.ts';
import styles from './player-chart.module.css';

const WIDTH = 180;
/** Of the plot, of the lane for losses below it, and what is clear between the two. */
const HEIGHT = 48;
const LANE = 8;
const CLEAR = 4;

interface PlayerChartProps {
  readonly peer: PeerView;
  readonly seconds: readonly Second[];
  /** Of the scale that all share. */
  readonly topMs: number;
}

/** One player of the small multiples; leads to the player's details. */
export function PlayerChart({ peer, seconds, topMs }: PlayerChartProps) {
  const { step } = linkLooks[peer.state];
  const silent = step === null ? texts().peer.silent : texts().link.step(step, CONNECT_STEPS.length);
  const now = peer.latencyMs === null ? silent : formatMs(peer.latencyMs);
  const loss = formatRatio(peer.lossRatio ?? 0);
  const values = seconds.map(({ rttMs }) => rttMs);
  return (
    <li>
      <button type="button" className={styles.multiple} onClick={() => openPeer(peer.id)}>
        <span className={styles.who}>
          <bdi>{peer.name}</bdi>
          <span className={styles.now} data-quality={judgeFigure('latencyMs', peer.latencyMs) ?? undefined}>
            {now}
          </span>
        </span>
        <svg
          viewBox={`0 0 ${WIDTH} ${HEIGHT + CLEAR + LANE}`}
          preserveAspectRatio="none"
          role="img"
          aria-label={texts().qualityScreen.chart(peer.name, now, loss)}
        >
          <path className={styles.floor} d={`M0 ${HEIGHT - 0.5}H${WIDTH}`} />
          <path
            className={styles.line}
            data-relayed={peer.path === 'relay' || undefined}
            d={plotPath(values, { width: WIDTH, height: HEIGHT, low: 0, high: topMs })}
          />
          <path className={styles.lost} d={lossMarks(seconds)} />
        </svg>
        <span className={styles.how}>
          <LinkWord state={peer.state} />
          {(peer.lossRatio ?? 0) > 0 && (
            <span data-quality={judgeFigure('lossRatio', peer.lossRatio) ?? undefined}>
              {texts().link.loss(loss)}
            </span>
          )}
        </span>
      </button>
    </li>
  );
}

/** A mark in the lane for each second that lost something; those on end run together. */
function lossMarks(seconds: readonly Second[]): string {
  const step = WIDTH / Math.max(1, seconds.length - 1);
  return seconds
    .map(({ lost }, i) => (lost === 0 ? '' : `M${(i * step).toFixed(1)} ${HEIGHT + CLEAR}v${LANE}`))
    .join('');
}

import type { PeerView } from '../../../shared/model/snapshot.ts';
import { judgeFigure, judgeLink } from '../../../shared/quality.ts';
import styles from '../../components/figures.module.css';
import { formatMs, formatRatio } from '../../model/format.ts';
import { texts } from '../../texts.ts';

export function Figures({ peer }: { readonly peer: PeerView }) {
  const { latencyMs, jitterMs, lossRatio } = peer;
  const quality = judgeLink(peer);
  return (
    <p className={styles.figures}>
      <strong data-quality={judgeFigure('latencyMs', latencyMs) ?? undefined}>
        {latencyMs === null ? texts().units.none : formatMs(latencyMs)}
      </strong>
      {quality === null ? (
        <span>{texts().peer.notMeasured}</span>
      ) : (
        <span className={styles.verdict} data-quality={quality}>
          {texts().quality[quality]}
        </span>
      )}
      <span className={styles.group}>
        {jitterMs !== null && (
          <span data-quality={judgeFigure('jitterMs', jitterMs) ?? undefined}>
            {texts().peer.jitter(formatMs(jitterMs))}
          </span>
        )}
        {lossRatio !== null && (
          <span data-quality={judgeFigure('lossRatio', lossRatio) ?? undefined}>
            {texts().peer.loss(formatRatio(lossRatio))}
          </span>
        )}
      </span>
    </p>
  );
}

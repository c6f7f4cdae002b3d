import type { MetricsView, Recording } from '../../../shared/model/metrics.ts';
import figures from '../../components/figures.module.css';
import { Icon } from '../../components/icon.tsx';
import { useAway } from '../../hooks/use-away.ts';
import { texts } from '../../texts.ts';
import styles from './score-panel.module.css';

interface ScorePanelProps {
  readonly quality: MetricsView['quality'];
  readonly recording: Recording;
}

/** The party in one figure, and whether it is being kept. */
export function ScorePanel({ quality, recording }: ScorePanelProps) {
  const t = texts().qualityScreen;
  const away = useAway();
  return (
    <section className={styles.score} aria-label={t.score}>
      {quality === null ? (
        <p className="muted">{t.notMeasured}</p>
      ) : (
        <p className={figures.figures}>
          <strong>{Math.round(quality.score)}</strong>
          <span>{t.of}</span>
          <span className={figures.verdict} data-quality={quality.band}>
            {texts().quality[quality.band]}
          </span>
          <span>
            <span aria-hidden="true">{TREND_MARKS[quality.trend]} </span>
            {t.trends[quality.trend]}
          </span>
        </p>
      )}
      {!away && <RecordingLine recording={recording} />}
    </section>
  );
}

const TREND_MARKS = { better: '↗', steady: '→', worse: '↘' } as const;

function RecordingLine({ recording: { state, queued, dropped } }: { readonly recording: Recording }) {
  const t = texts().qualityScreen.recording;
  const lost = dropped > 0 ? ` ${t.dropped(dropped)}` : '';
  if (state === 'retrying') {
    return (
      <p className={styles.trouble} role="status">
        <Icon name="alert" />
        {t.retrying(queued) + lost}
      </p>
    );
  }
  return <p className="muted">{t[state] + lost}</p>;
}

import type { InsightView } from '../../../shared/model/insight.ts';
import { Icon } from '../../components/icon.tsx';
import { Panel } from '../../components/panel.tsx';
import { useSubjectNames } from '../../hooks/use-subject-names.ts';
import { formatAge } from '../../model/format.ts';
import { alertText, anomalyText, predictionText } from '../../model/unusual.ts';
import { texts } from '../../texts.ts';
import styles from './unusual-panel.module.css';

/** Newest first; the rest is in the log. */
const SHOWN = 6;

/** Alerts and oddities as what happened, trends as guesses. */
export function UnusualPanel({ insight }: { readonly insight: InsightView }) {
  const t = texts().qualityScreen.events;
  const nameOf = useSubjectNames();
  const nowMs = Date.now();
  const ago = (at: number): string => texts().units.ago(formatAge(nowMs - at));
  const alerts = insight.alerts.slice(0, SHOWN);
  const anomalies = insight.anomalies.slice(0, SHOWN);
  const guesses = insight.predictions.flatMap((prediction) => {
    const text = predictionText(prediction, nameOf(prediction.subject), nowMs);
    return text === null ? [] : [{ subject: prediction.subject, text }];
  });
  return (
    <Panel title={t.title}>
      {alerts.length + anomalies.length === 0 && <p className="muted">{t.none}</p>}
      <ul className={styles.events}>
        {alerts.map((alert) => (
          <li key={alert.id} data-going={alert.clearedAt === null || undefined}>
            <Icon name={alert.clearedAt === null ? 'alert' : 'check'} />
            <span>{alertText(alert, nameOf(alert.subject, alert.name))}</span>
            <span className={styles.when}>
              {alert.clearedAt === null ? t.now : t.ended(ago(alert.clearedAt))}
            </span>
          </li>
        ))}
        {anomalies.map((anomaly) => (
          <li key={`${anomaly.subject} ${anomaly.metric} ${anomaly.at}`}>
            <Icon name="info" />
            <span>{anomalyText(anomaly, nameOf(anomaly.subject))}</span>
            <span className={styles.when}>
              {t.odd}, {ago(anomaly.at)}
            </span>
          </li>
        ))}
      </ul>
      {guesses.length > 0 && (
        <div className={styles.guesses}>
          <h3>{t.guesses}</h3>
          <p className="muted">{t.guessText}</p>
          <ul className={styles.events}>
            {guesses.map(({ subject, text }) => (
              <li key={subject}>
                <Icon name="pulse" />
                <span>{text}</span>
                <span className={styles.when}>{t.guess}</span>
              </li>
            ))}
          </ul>
        </div>
      )}
    </Panel>
  );
}

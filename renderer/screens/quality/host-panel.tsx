import type { InsightView } from '../../../shared/model/insight.ts';
import { Icon } from '../../components/icon.tsx';
import { Panel } from '../../components/panel.tsx';
import ranked from '../../components/ranked-list.module.css';
import { useNames } from '../../hooks/use-names.ts';
import { formatMs } from '../../model/format.ts';
import { texts } from '../../texts.ts';
import styles from './host-panel.module.css';

/** More than a screen of names helps nobody to choose. */
const SHOWN = 8;

/** Names the best host, and how the others compare. */
export function HostPanel({ host: { best, ranking } }: { readonly host: InsightView['host'] }) {
  const t = texts().qualityScreen.host;
  const nameOf = useNames();
  return (
    <Panel title={t.title} text={t.text}>
      <p className={styles.best}>
        {best === null ? (
          t.none
        ) : (
          <>
            <Icon name="flag" />
            <strong>{t.best(nameOf(best))}</strong>
          </>
        )}
      </p>
      {best !== null && (
        <ol className={ranked.list}>
          {ranking.slice(0, SHOWN).map(({ peer, worstMs, meanMs }) => (
            <li key={peer}>
              <bdi>{nameOf(peer)}</bdi>
              <span>{worstMs === null ? t.unmeasured : t.worst(formatMs(worstMs))}</span>
              <span>{meanMs === null ? '' : t.mean(formatMs(meanMs))}</span>
            </li>
          ))}
        </ol>
      )}
    </Panel>
  );
}

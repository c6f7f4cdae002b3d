import type { PartyView } from '../../../shared/model/snapshot.ts';
import { Button } from '../../components/button.tsx';
import { Pending } from '../../components/pending.tsx';
import { Screen } from '../../components/screen.tsx';
import { unhurried } from '../../components/unhurried.tsx';
import { useLive } from '../../hooks/use-live.ts';
import { useAllSamples } from '../../hooks/use-samples.ts';
import { partyOf, useEngine } from '../../stores/engine-store.ts';
import { go } from '../../stores/ui-store.ts';
import { texts } from '../../texts.ts';
import { HostPanel } from './host-panel.tsx';
import { LatencyMatrix } from './latency-matrix.tsx';
import { LoadPanel } from './load-panel.tsx';
import { PathMap } from './path-map.tsx';
import { PlayersPanel } from './players-panel.tsx';
import styles from './quality-screen.module.css';
import { ScorePanel } from './score-panel.tsx';
import { UnusualPanel } from './unusual-panel.tsx';

/** All players at once. */
export function QualityScreen() {
  const party = useEngine(partyOf);
  const t = texts().qualityScreen;
  if (party === null) {
    return (
      <Screen wide title={t.title}>
        <div className={styles.empty}>
          <p>
            <strong>{t.empty}</strong> {t.emptyText}
          </p>
          <div>
            <Button kind="primary" onClick={() => go({ screen: 'parties' })}>
              {t.home}
            </Button>
          </div>
        </div>
      </Screen>
    );
  }
  return <Measured party={party} />;
}

const Players = unhurried(PlayersPanel);
const Host = unhurried(HostPanel);
const Matrix = unhurried(LatencyMatrix);
const Paths = unhurried(PathMap);
const Unusual = unhurried(UnusualPanel);

function Measured({ party }: { readonly party: PartyView }) {
  const t = texts().qualityScreen;
  const metrics = useLive('getMetrics');
  const insight = useLive('getInsight');
  const samples = useAllSamples();
  return (
    <Screen wide title={t.title}>
      {metrics.value === null ? (
        <Pending {...metrics} rows={2} />
      ) : (
        <ScorePanel quality={metrics.value.quality} recording={metrics.value.recording} />
      )}
      {party.peers.length === 0 ? (
        <p className="muted">{t.alone}</p>
      ) : (
        <Players party={party} samples={samples} />
      )}
      {insight.value === null ? (
        <Pending {...insight} rows={6} />
      ) : (
        <>
          {party.peers.length > 0 && (
            <>
              <Host host={insight.value.host} />
              <Matrix party={party} insight={insight.value} />
              <Paths party={party} edges={insight.value.topology} />
            </>
          )}
          <Unusual insight={insight.value} />
        </>
      )}
      {metrics.value !== null && <LoadPanel metrics={metrics.value} />}
    </Screen>
  );
}

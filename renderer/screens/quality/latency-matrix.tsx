import type { InsightView, PairLatency } from '../../../shared/model/insight.ts';
import type { PartyView } from '../../../shared/model/snapshot.ts';
import { judgeFigure } from '../../../shared/quality.ts';
import { Icon } from '../../components/icon.tsx';
import { Panel } from '../../components/panel.tsx';
import { Table } from '../../components/table.tsx';
import { useNames } from '../../hooks/use-names.ts';
import { formatMs, formatRatio } from '../../model/format.ts';
import { sortedPeers } from '../../model/roster.ts';
import { texts } from '../../texts.ts';
import styles from './latency-matrix.module.css';

/** A larger table is no longer read. */
const SHOWN = 16;

interface LatencyMatrixProps {
  readonly party: PartyView;
  readonly insight: InsightView;
}

/** Who measured how much to whom; the best host's row is marked. */
export function LatencyMatrix({ party, insight: { matrix, host } }: LatencyMatrixProps) {
  const t = texts().qualityScreen;
  const nameOf = useNames();
  const members = [party.self.id, ...sortedPeers(party).map(({ id }) => id)];
  const shown = members.slice(0, SHOWN);
  const pairs = pairsAmong(matrix, shown);
  const large = members.length > SHOWN ? ` ${t.matrix.large(SHOWN)}` : '';
  return (
    <Panel title={t.matrix.title} text={t.matrix.text + large}>
      <div className={styles.matrix}>
        <Table
          label={t.matrix.caption}
          head={
            <>
              <th scope="col">{t.matrix.from}</th>
              {shown.map((id) => (
                <th key={id} scope="col">
                  <bdi>{nameOf(id)}</bdi>
                </th>
              ))}
            </>
          }
        >
          {shown.map((from) => (
            <tr key={from} data-best={from === host.best || undefined}>
              <th scope="row">
                <bdi>{nameOf(from)}</bdi>
                {from === host.best && (
                  <span className={styles.mark}>
                    <Icon name="flag" size={12} />
                    {t.host.mark}
                  </span>
                )}
              </th>
              {shown.map((to) => (
                <Cell key={to} pair={pairs.get(from)?.get(to)} self={from === to} />
              ))}
            </tr>
          ))}
        </Table>
      </div>
    </Panel>
  );
}

/** By who measured and to whom. A large party has thousands of pairs, of which few are shown. */
function pairsAmong(
  matrix: readonly PairLatency[],
  shown: readonly string[],
): ReadonlyMap<string, ReadonlyMap<string, PairLatency>> {
  const rows = new Map(shown.map((from) => [from, new Map<string, PairLatency>()]));
  for (const pair of matrix) rows.get(pair.from)?.set(pair.to, pair);
  return rows;
}

function Cell({ pair, self }: { readonly pair: PairLatency | undefined; readonly self: boolean }) {
  const t = texts().qualityScreen.matrix;
  const latencyMs = pair?.latencyMs ?? null;
  const lossRatio = pair?.lossRatio ?? 0;
  if (self)
    return (
      <td className={styles.self}>
        <span className="unseen">{t.self}</span>
      </td>
    );
  return (
    <td>
      <span data-quality={judgeFigure('latencyMs', latencyMs) ?? undefined}>
        {latencyMs === null ? texts().units.none : formatMs(latencyMs)}
      </span>
      {lossRatio > 0 && (
        <span className={styles.cellLoss} data-quality={judgeFigure('lossRatio', lossRatio) ?? undefined}>
          {t.lost(formatRatio(lossRatio))}
        </span>
      )}
    </td>
  );
}

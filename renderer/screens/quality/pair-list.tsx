import type { TopologyEdge } from '../../../shared/model/insight.ts';
import ranked from '../../components/ranked-list.module.css';
import { useNames } from '../../hooks/use-names.ts';
import { formatMs, formatRatio } from '../../model/format.ts';
import { edgeKind } from '../../model/topology.ts';
import { texts } from '../../texts.ts';

/** The map in words. */
export function PairList({ edges }: { readonly edges: readonly TopologyEdge[] }) {
  const t = texts().qualityScreen;
  const nameOf = useNames();
  return (
    <ul className={ranked.list}>
      {edges.map((edge) => (
        <li key={`${edge.a} ${edge.b}`}>
          <bdi>{t.map.pair(nameOf(edge.a), nameOf(edge.b))}</bdi>
          <span>{t.map.kinds[edgeKind(edge)]}</span>
          <span>{edge.latencyMs === null ? texts().units.none : formatMs(edge.latencyMs)}</span>
          {(edge.lossRatio ?? 0) > 0 && <span>{t.matrix.lost(formatRatio(edge.lossRatio ?? 0))}</span>}
        </li>
      ))}
    </ul>
  );
}

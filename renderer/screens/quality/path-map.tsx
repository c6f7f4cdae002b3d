import { useState } from 'react';
import type { TopologyEdge } from '../../../shared/model/insight.ts';
import type { PartyView } from '../../../shared/model/snapshot.ts';
import { Button } from '../../components/button.tsx';
import { Panel } from '../../components/panel.tsx';
import { drawnEdges, edgeKind, edgeKinds } from '../../model/topology.ts';
import { texts } from '../../texts.ts';
import { MapDrawing } from './map-drawing.tsx';
import { PairList } from './pair-list.tsx';
import styles from './path-map.module.css';

interface PathMapProps {
  readonly party: PartyView;
  readonly edges: readonly TopologyEdge[];
}

/** Who reaches whom by which kind of path: a drawing, and the same as a list. */
export function PathMap({ party, edges }: PathMapProps) {
  const t = texts().qualityScreen.map;
  const [list, setList] = useState(false);
  const members = [party.self.id, ...party.peers.map(({ id }) => id)];
  const drawn = drawnEdges(edges, members.length, party.self.id);
  const kinds = new Set(drawn.map(edgeKind));
  const trouble = edges.filter((edge) => ['one-way', 'none'].includes(edgeKind(edge))).length;
  const unknown = edges.filter((edge) => edgeKind(edge) === 'unknown').length;
  const summary = t.summary(edges.length, trouble, unknown);
  return (
    <Panel title={t.title} text={drawn.length < edges.length ? `${summary}. ${t.own}` : summary}>
      {list ? (
        <PairList edges={drawn} />
      ) : (
        <figure className={styles.map}>
          <MapDrawing members={members} self={party.self.id} edges={drawn} label={`${t.title}: ${summary}`} />
          <figcaption>
            <ul className={styles.legend}>
              {edgeKinds
                .filter((kind) => kinds.has(kind))
                .map((kind) => (
                  <li key={kind}>
                    <svg viewBox="0 0 32 8" width={32} height={8} aria-hidden="true">
                      <path className={styles.edge} data-kind={kind} d="M1 4H31" />
                    </svg>
                    {t.kinds[kind]}
                  </li>
                ))}
            </ul>
          </figcaption>
        </figure>
      )}
      <div>
        <Button kind="quiet" onClick={() => setList(!list)}>
          {list ? t.asMap : t.asList}
        </Button>
      </div>
    </Panel>
  );
}

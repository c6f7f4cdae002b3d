import type { TopologyEdge } from '../../../shared/model/insight.ts';
import { useNames } from '../../hooks/use-names.ts';
import { circle, edgeKind, type MapPoint } from '../../model/topology.ts';
import styles from './path-map.module.css';

const SIZE = 360;
const MARGIN = 56;
const NAME_LIMIT = 14;
/** Names of a larger circle would lie on each other. */
const NAMED = 24;

interface MapDrawingProps {
  readonly members: readonly string[];
  readonly self: string;
  readonly edges: readonly TopologyEdge[];
  readonly label: string;
}

/** Members on a circle, a line for each pair: the kind of path by pattern and width, colour only beside them. */
export function MapDrawing({ members, self, edges, label }: MapDrawingProps) {
  const nameOf = useNames();
  const places = new Map(circle(members, SIZE, MARGIN).map((place) => [place.id, place]));
  return (
    <svg className={styles.drawing} viewBox={`0 0 ${SIZE} ${SIZE}`} role="img" aria-label={label}>
      {edges.map((edge) => {
        const [a, b] = [places.get(edge.a), places.get(edge.b)];
        if (a === undefined || b === undefined) return null;
        return (
          <path
            key={`${edge.a} ${edge.b}`}
            className={styles.edge}
            data-kind={edgeKind(edge)}
            d={`M${a.x.toFixed(1)} ${a.y.toFixed(1)}L${b.x.toFixed(1)} ${b.y.toFixed(1)}`}
          />
        );
      })}
      {[...places.values()].map((place) => (
        <g key={place.id}>
          <circle
            className={styles.node}
            data-self={place.id === self || undefined}
            cx={place.x}
            cy={place.y}
            r={place.id === self ? 8 : 6}
          />
          {members.length <= NAMED && <NodeName place={place} name={nameOf(place.id)} />}
        </g>
      ))}
    </svg>
  );
}

function NodeName({ place: { x, y }, name }: { readonly place: MapPoint; readonly name: string }) {
  const off = Math.abs(x - SIZE / 2) < 1 ? 0 : Math.sign(x - SIZE / 2);
  const short = name.length > NAME_LIMIT ? `${name.slice(0, NAME_LIMIT - 1)}…` : name;
  const below = off === 0 ? (y < SIZE / 2 ? -14 : 24) : y > SIZE / 2 ? 20 : -12;
  return (
    <text x={x} y={y + below} textAnchor="middle">
      {short}
    </text>
  );
}

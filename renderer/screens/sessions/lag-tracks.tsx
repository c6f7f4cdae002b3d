import type { LagReport } from '../../../shared/model/insight.ts';
import { useLive } from '../../hooks/use-live.ts';
import { useNames } from '../../hooks/use-names.ts';
import { lagFigure, thin, trackName } from '../../model/lag-words.ts';
import { plotPath } from '../../model/plot-path.ts';
import { texts } from '../../texts.ts';
import styles from './sessions-screen.module.css';

const WIDTH = 200;
const HEIGHT = 40;
const POINTS = 120;

/** One small chart for each thing that was watched; the upright line is the press. */
export function LagTracks({ report }: { readonly report: LagReport }) {
  const peerName = useNames();
  const targets = useLive('getTargets').value ?? [];
  const targetName = (id: string): string | null =>
    targets.find(({ target }) => target.id === id)?.target.name ?? null;
  return (
    <ul className={styles.tracks}>
      {report.tracks.map((track) => (
        <Track
          key={`${track.kind} ${track.name}`}
          name={trackName(track, report.tracks, { peerName, targetName })}
          track={track}
          report={report}
        />
      ))}
    </ul>
  );
}

interface TrackProps {
  readonly name: string;
  readonly track: LagReport['tracks'][number];
  readonly report: LagReport;
}

function Track({ name, track, report: { from, to, pressedAt, pathChanges } }: TrackProps) {
  const t = texts().sessions.lag;
  const isSignal = track.unit === 'dbm';
  const values = thin(track.samples, POINTS, isSignal ? 'lowest' : 'highest');
  const known = values.flatMap((value) => (value === null ? [] : [value]));
  const high = Math.max(isSignal ? -30 : 0, ...known);
  const low = Math.min(isSignal ? -90 : 0, ...known);
  const xOf = (at: number): string => (((at - from) / Math.max(1, to - from)) * WIDTH).toFixed(1);
  const peer = track.kind === 'peer' || track.kind === 'peer-by-others';
  const worst = isSignal ? Math.min(...known) : Math.max(...known);
  const figure =
    known.length === 0 ? t.noValue : t[isSignal ? 'lowest' : 'highest'](lagFigure(track.unit, worst));
  const changes = peer ? pathChanges.filter((change) => change.peer === track.name) : [];
  return (
    <li>
      <p>
        <bdi>{name}</bdi> <span>{figure}</span>
      </p>
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`${name}: ${figure}`}
      >
        <path className={styles.press} d={`M${xOf(pressedAt)} 0V${HEIGHT}`} />
        {changes.map(({ at }) => (
          <path key={at} className={styles.change} d={`M${xOf(at)} 0V${HEIGHT}`} />
        ))}
        <path
          className={styles.line}
          d={plotPath(values, { width: WIDTH, height: HEIGHT, low, high: Math.max(high * 1.1, low + 1) })}
        />
      </svg>
    </li>
  );
}

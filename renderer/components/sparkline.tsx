import { useSamples } from '../hooks/use-samples.ts';
import { toSeconds } from '../model/seconds.ts';
import { sparkPath } from '../model/spark-path.ts';
import styles from './sparkline.module.css';

const WIDTH = 80;
const HEIGHT = 24;
const SPAN_S = 60;

/** The last minute as one line; a gap is a second without an answer. The figures beside it say it in words. */
export function Sparkline({ peer }: { readonly peer: string }) {
  const seconds = toSeconds(useSamples(peer), SPAN_S);
  return (
    <svg
      className={styles.spark}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      width={WIDTH}
      height={HEIGHT}
      aria-hidden="true"
    >
      <path d={sparkPath(seconds, WIDTH, HEIGHT)} />
    </svg>
  );
}

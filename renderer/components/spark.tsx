import { sparkPath } from '../model/spark-path.ts';
import styles from './sparkline.module.css';

const WIDTH = 80;
const HEIGHT = 24;

/** A line through round trips, oldest first; null is a gap. The figures beside it say it in words. */
export function Spark({ values }: { readonly values: readonly { readonly rttMs: number | null }[] }) {
  return (
    <svg
      className={styles.spark}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      width={WIDTH}
      height={HEIGHT}
      aria-hidden="true"
    >
      <path d={sparkPath(values, WIDTH, HEIGHT)} />
    </svg>
  );
}

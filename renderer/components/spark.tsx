import { sparkPath } from '../model/spark-path.ts';
import styles from './sparkline.module.css';

const WIDTH = 80;
const HEIGHT = 24;

interface SparkProps {
  /** Oldest first; null is a gap. */
  readonly values: readonly { readonly rttMs: number | null }[];
  /** Of a scale that several share; without one it has its own. */
  readonly topMs?: number;
}

/** A line through round trips. The figures beside it say it in words. */
export function Spark({ values, topMs }: SparkProps) {
  return (
    <svg
      className={styles.spark}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      width={WIDTH}
      height={HEIGHT}
      aria-hidden="true"
    >
      <path d={sparkPath(values, WIDTH, HEIGHT, topMs)} />
    </svg>
  );
}

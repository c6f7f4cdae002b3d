import { Spark } from '../../components/spark.tsx';
import { formatBits, formatMs } from '../../model/format.ts';
import type { LinkTestRun } from '../../model/link-test-run.ts';
import { texts } from '../../texts.ts';
import { HopTable } from './hop-table.tsx';
import styles from './peer-panel.module.css';

/** A running test: how far it is, and what came so far. */
export function LinkTestProgress({ linkTest }: { readonly linkTest: LinkTestRun }) {
  const t = texts().linkTest;
  const { type, share, replies, hops, rate } = linkTest;
  const label = t.running(t.types[type]);
  const last = replies.at(-1);
  return (
    <div className={styles.linkTest}>
      <p>{label}</p>
      <progress aria-label={label} max={1} value={share} />
      {replies.length > 0 && (
        <p className={styles.live}>
          <Spark values={replies.map((rttMs) => ({ rttMs }))} />
          {last == null ? texts().peer.silent : formatMs(last)}
        </p>
      )}
      {rate !== null && <p>{`${t.rows[rate.direction]}: ${formatBits(rate.bitsPerSecond)}`}</p>}
      {hops.length > 0 && <HopTable hops={hops} />}
    </div>
  );
}

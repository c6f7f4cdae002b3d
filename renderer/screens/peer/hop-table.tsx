import type { Hop } from '../../../shared/model/trial.ts';
import { formatMs } from '../../model/format.ts';
import { texts } from '../../texts.ts';
import styles from './peer-panel.module.css';

/** The routers on the way, nearest first. */
export function HopTable({ hops }: { readonly hops: readonly Hop[] }) {
  const t = texts().trial;
  return (
    <table className={styles.hops}>
      <thead>
        <tr>
          <th scope="col">{t.hop}</th>
          <th scope="col">{texts().peer.address}</th>
          <th scope="col">{t.rows.median}</th>
        </tr>
      </thead>
      <tbody>
        {hops.map(({ ttl, address, latency }) => (
          <tr key={ttl}>
            <td>{ttl}</td>
            <td>{address === null ? t.silent : <code>{address}</code>}</td>
            <td>{latency.medianMs === null ? texts().units.none : formatMs(latency.medianMs)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

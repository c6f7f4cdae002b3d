import type { GameSession } from '../../../shared/model/metrics.ts';
import { Fold } from '../../components/fold.tsx';
import { Table } from '../../components/table.tsx';
import { formatAge, formatMs, formatRatio } from '../../model/format.ts';
import { perLocale } from '../../model/per-locale.ts';
import { texts } from '../../texts.ts';
import styles from './sessions-screen.module.css';

const when = perLocale(
  (locale) => new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' }),
);

interface SessionCardProps {
  readonly session: GameSession;
  readonly open: boolean;
}

/** An evening and its figures, one row for each player. */
export function SessionCard({ session, open }: SessionCardProps) {
  const t = texts().sessions;
  const { name, startedAt, endedAt, peers } = session;
  const ms = (value: number | null): string => (value === null ? texts().units.none : formatMs(value));
  return (
    <Fold
      open={open}
      title={
        <>
          <strong className={styles.name}>
            <bdi>{name}</bdi>
          </strong>{' '}
          {`${when().format(startedAt)}, ${t.lasted(formatAge((endedAt ?? startedAt) - startedAt))}`}
        </>
      }
    >
      {peers.length === 0 ? (
        <p>{t.nobody}</p>
      ) : (
        <Table
          label={name}
          head={
            <>
              <th scope="col">{t.columns.player}</th>
              <th scope="col">{t.columns.median}</th>
              <th scope="col">{t.columns.p95}</th>
              <th scope="col">{t.columns.jitter}</th>
              <th scope="col">{t.columns.loss}</th>
            </>
          }
        >
          {peers.map(({ peer, name: who, latency }) => (
            <tr key={peer}>
              <th scope="row">
                <bdi>{who}</bdi>
              </th>
              <td>{ms(latency.medianMs)}</td>
              <td>{ms(latency.p95Ms)}</td>
              <td>{ms(latency.jitterMs)}</td>
              <td>{latency.lossRatio === null ? texts().units.none : formatRatio(latency.lossRatio)}</td>
            </tr>
          ))}
        </Table>
      )}
    </Fold>
  );
}

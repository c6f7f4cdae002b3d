import type { LagReport } from '../../../shared/model/insight.ts';
import { Fold } from '../../components/fold.tsx';
import { Table } from '../../components/table.tsx';
import { factFigure, lagConfidence } from '../../model/lag-words.ts';
import { texts } from '../../texts.ts';
import { LagTracks } from './lag-tracks.tsx';
import styles from './sessions-screen.module.css';

interface LagReportCardProps {
  readonly report: LagReport;
  readonly open: boolean;
}

/** The verdict in words, what speaks for it, and the curves behind it. */
export function LagReportCard({ report, open }: LagReportCardProps) {
  const t = texts().sessions.lag;
  const { culprit, confidence, evidence } = report.verdict;
  const [title, text] = t.culprits[culprit];
  const when = new Intl.DateTimeFormat(texts().locale, { timeStyle: 'medium' }).format(report.pressedAt);
  return (
    <Fold
      open={open}
      title={
        <>
          <strong className={styles.name}>{title}</strong>{' '}
          {`${t.confidence[lagConfidence(confidence)]}, ${when}`}
        </>
      }
    >
      <p className={styles.verdict}>{text}</p>
      {evidence.length > 0 && (
        <Table
          head={
            <>
              <th scope="col">{t.evidence.fact}</th>
              <th scope="col">{t.evidence.measured}</th>
              <th scope="col">{t.evidence.expected}</th>
            </>
          }
        >
          {evidence.map(({ fact, measured, expected }) => (
            <tr key={fact}>
              <th scope="row">{t.facts[fact]}</th>
              <td>{factFigure(fact, measured)}</td>
              <td>{factFigure(fact, expected)}</td>
            </tr>
          ))}
        </Table>
      )}
      {report.tracks.length > 0 && (
        <Fold title={t.showTracks} open={open}>
          <LagTracks report={report} />
        </Fold>
      )}
    </Fold>
  );
}

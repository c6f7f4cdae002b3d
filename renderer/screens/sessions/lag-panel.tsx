import { useEffect, useRef } from 'react';
import { recordLag } from '../../actions/sessions.ts';
import { Button } from '../../components/button.tsx';
import { FaultNote } from '../../components/fault-note.tsx';
import { Panel } from '../../components/panel.tsx';
import { SetUpButton } from '../../components/set-up-button.tsx';
import { useAction } from '../../hooks/use-action.ts';
import { useNow } from '../../hooks/use-now.ts';
import { needsSetUp, partyOf, useEngine } from '../../stores/engine-store.ts';
import { say } from '../../stores/ui-store.ts';
import { LAG_AFTER_MS, useWork } from '../../stores/work-store.ts';
import { texts } from '../../texts.ts';
import { LagReportCard } from './lag-report-card.tsx';
import styles from './sessions-screen.module.css';

/** Press when it lags: half a minute later it says what was to blame. */
export function LagPanel() {
  const t = texts().sessions.lag;
  const since = useWork(({ lagSince }) => lagSince);
  const reports = useWork(({ lagReports }) => lagReports);
  const inParty = useEngine((state) => partyOf(state) !== null);
  const blocked = useEngine(needsSetUp);
  const { busy, fault, run } = useAction(recordLag);
  useNow(since !== null);
  const leftMs = since === null ? 0 : Math.max(0, since + LAG_AFTER_MS - Date.now());
  const newest = reports[0];
  const known = useRef(newest?.id);

  useEffect(() => {
    if (newest !== undefined && newest.id !== known.current)
      say(t.said(t.culprits[newest.verdict.culprit][0]));
    known.current = newest?.id;
  }, [newest, t]);

  return (
    <Panel title={t.title} text={inParty ? t.text : t.noParty}>
      {inParty && since === null && (
        <div>
          {blocked ? (
            <SetUpButton kind="plain" />
          ) : (
            <Button live kind="primary" busy={busy} onClick={() => void run()}>
              {t.press}
            </Button>
          )}
        </div>
      )}
      {since !== null && (
        <p className={styles.countdown}>
          <strong>{t.recording}</strong>
          <progress aria-label={t.recording} max={LAG_AFTER_MS} value={LAG_AFTER_MS - leftMs} />
          <span>{t.left(Math.ceil(leftMs / 1000))}</span>
        </p>
      )}
      {fault !== null && <FaultNote fault={fault} />}
      {reports.map((report, i) => (
        <LagReportCard key={report.id} report={report} open={i === 0} />
      ))}
    </Panel>
  );
}

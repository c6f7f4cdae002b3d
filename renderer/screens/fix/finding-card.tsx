import { explain } from '../../../shared/faults/advice.ts';
import type { Finding, RemedyId } from '../../../shared/model/doctor.ts';
import { applyRemedy } from '../../actions/doctor.ts';
import { Button } from '../../components/button.tsx';
import { type Fact, FactList } from '../../components/fact-list.tsx';
import { FaultNote } from '../../components/fault-note.tsx';
import { RemedyButton } from '../../components/remedy-button.tsx';
import { useAction } from '../../hooks/use-action.ts';
import { formatRatio } from '../../model/format.ts';
import { formatReading } from '../../model/reading.ts';
import { say } from '../../stores/ui-store.ts';
import { languageNow, texts } from '../../texts.ts';
import styles from './fix-screen.module.css';

/** What is wrong, why we think so, and the one thing to do about it. */
export function FindingCard({ finding }: { readonly finding: Finding }) {
  const t = texts().fix;
  const { cause, measured, expected, remedy, confidence, status } = finding;
  if (cause === null) return null;
  const { title, text, remedies } = explain(cause, languageNow());
  const facts: readonly Fact[] = [
    [t.confidence, formatRatio(confidence)],
    [t.measured, formatReading(measured)],
    [t.expected, formatReading(expected)],
  ];
  return (
    <div className={styles.finding} data-status={status}>
      <h4>{title}</h4>
      <p>{text}</p>
      <FactList as="row" facts={facts.filter(([, value]) => value !== '')} />
      {remedy !== null && <Mend finding={finding} remedy={remedy} />}
      {remedy === null && remedies[0] !== undefined && (
        <div>
          <RemedyButton remedy={remedies[0]} />
        </div>
      )}
    </div>
  );
}

function Mend({ finding, remedy }: { readonly finding: Finding; readonly remedy: RemedyId }) {
  const t = texts().fix;
  const { busy, fault, run } = useAction(applyRemedy);

  async function mend(): Promise<void> {
    const outcome = await run(finding, remedy);
    if (!outcome.ok) return;
    const said = outcome.value.after.status === 'ok' ? t.said.mended : t.said.notMended;
    say(said(t.checks[finding.check]));
  }

  return (
    <>
      <div>
        <Button live kind="primary" busy={busy} onClick={() => void mend()}>
          {busy ? t.mending : t.remedies[remedy]}
        </Button>
      </div>
      {fault !== null && <FaultNote fault={fault} />}
    </>
  );
}

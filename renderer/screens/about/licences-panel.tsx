import { useState } from 'react';
import { type Licence, loadLicences } from '../../actions/licences.ts';
import { Button } from '../../components/button.tsx';
import { FaultNote } from '../../components/fault-note.tsx';
import { Fold } from '../../components/fold.tsx';
import { Panel } from '../../components/panel.tsx';
import { useAction } from '../../hooks/use-action.ts';
import { texts } from '../../texts.ts';
import styles from './about-screen.module.css';

/** The button that was pressed is gone once they are there. */
const focusOnce = (list: HTMLElement | null): void => list?.focus();

/** What is shipped that others made, each with its licence in full. */
export function LicencesPanel() {
  const [licences, setLicences] = useState<readonly Licence[] | null>(null);
  const { busy, fault, run } = useAction(loadLicences);
  const t = texts().about;

  async function show(): Promise<void> {
    const result = await run();
    if (result.ok) setLicences(result.value);
  }

  return (
    <Panel title={t.licences} text={t.licencesText}>
      {fault !== null && <FaultNote fault={fault} />}
      {licences === null ? (
        <div>
          <Button busy={busy} onClick={() => void show()}>
            {t.showLicences}
          </Button>
        </div>
      ) : (
        <ul ref={focusOnce} tabIndex={-1} data-quiet-focus lang="en" aria-label={t.licences}>
          {licences.map(({ name, version, license, text }) => (
            <li key={`${name} ${version}`}>
              <Fold title={`${name} ${version}, ${license}`}>
                <div className={styles.licence}>
                  <pre>{text === '' ? license : text}</pre>
                </div>
              </Fold>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

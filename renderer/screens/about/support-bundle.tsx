import { useState } from 'react';
import type { SupportBundle as Bundle } from '../../../shared/model/doctor.ts';
import { makeBundle } from '../../actions/tools.ts';
import { Button } from '../../components/button.tsx';
import { CheckField } from '../../components/check-field.tsx';
import { CopyButton } from '../../components/copy-button.tsx';
import { FaultNote } from '../../components/fault-note.tsx';
import { Panel } from '../../components/panel.tsx';
import { useAction } from '../../hooks/use-action.ts';
import { texts } from '../../texts.ts';
import styles from './about-screen.module.css';

/** Shown whole before it can be copied; it is never sent. */
export function SupportBundle() {
  const [withAddresses, setWithAddresses] = useState(false);
  const [withLog, setWithLog] = useState(false);
  const [bundle, setBundle] = useState<Bundle | null>(null);
  const { busy, fault, run } = useAction(makeBundle);
  const words = texts().about;

  async function make(): Promise<void> {
    const result = await run({ withAddresses, withConnectionLog: withAddresses && withLog });
    if (result.ok) setBundle(result.value);
  }

  return (
    <Panel title={words.bundle} text={words.bundleText}>
      <CheckField
        label={words.withAddresses}
        hint={words.withAddressesHint}
        checked={withAddresses}
        onChange={(wanted) => {
          setWithAddresses(wanted);
          setWithLog(false);
          // What is on the screen must be what was asked for.
          setBundle(null);
        }}
      />
      {withAddresses && (
        <CheckField
          label={words.withConnectionLog}
          hint={words.withConnectionLogHint}
          checked={withLog}
          onChange={(wanted) => {
            setWithLog(wanted);
            setBundle(null);
          }}
        />
      )}
      {fault !== null && <FaultNote fault={fault} />}
      {bundle !== null && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling box must be reachable to be scrolled by keys
        <section className={styles.preview} tabIndex={0} aria-label={words.preview}>
          <pre>{bundle.text}</pre>
        </section>
      )}
      <div className="buttons">
        {bundle !== null && <CopyButton kind="primary" value={bundle.text} label={words.copyBundle} />}
        <Button live busy={busy} onClick={() => void make()}>
          {bundle === null ? words.bundleShow : words.bundleAgain}
        </Button>
      </div>
    </Panel>
  );
}

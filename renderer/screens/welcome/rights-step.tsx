import { useState } from 'react';
import { Button } from '../../components/button.tsx';
import { CheckField } from '../../components/check-field.tsx';
import { FaultNote } from '../../components/fault-note.tsx';
import { Icon, type IconName } from '../../components/icon.tsx';
import { SetUpButton } from '../../components/set-up-button.tsx';
import { useSetUpFault } from '../../hooks/use-set-up-fault.ts';
import { useEngine } from '../../stores/engine-store.ts';
import { goWelcome } from '../../stores/ui-store.ts';
import { texts } from '../../texts.ts';
import { StepTitle } from './step-title.tsx';
import styles from './welcome-screen.module.css';

/** Asks for rights only after saying what they are for. */
export function RightsStep() {
  const { title, text, textOnce, mayTitle, may, neverTitle, never, neverStays, later } =
    texts().welcome.rights;
  const fault = useSetUpFault();
  const service = useEngine(({ snapshot }) => snapshot?.tunnel.service);
  const [once, setOnce] = useState(false);
  const { service: words } = texts();
  return (
    <div className={styles.step}>
      <div className={styles.lead}>
        <StepTitle>{title}</StepTitle>
        <p>{once ? textOnce : text}</p>
      </div>
      <div className={styles.columns}>
        <Promises title={mayTitle} items={may} icon="check" className={styles.yes} />
        <Promises
          title={neverTitle}
          items={once ? never : [...never, neverStays]}
          icon="cross"
          className={styles.no}
        />
      </div>
      {(service === 'absent' || service === 'outdated') && (
        <CheckField label={words.once} hint={words.onceHint} checked={once} onChange={setOnce} />
      )}
      {fault !== null && <FaultNote bare fault={fault} />}
      <div className={styles.row}>
        <SetUpButton once={once} onDone={() => goWelcome('check')} />
        <Button kind="quiet" onClick={() => goWelcome(null)}>
          {later}
        </Button>
      </div>
    </div>
  );
}

interface PromisesProps {
  readonly title: string;
  readonly items: readonly string[];
  readonly icon: IconName;
  readonly className: string | undefined;
}

function Promises({ title, items, icon, className }: PromisesProps) {
  return (
    <section className={className}>
      <h2>{title}</h2>
      <ul className={styles.list}>
        {items.map((item) => (
          <li key={item}>
            <Icon name={icon} />
            {item}
          </li>
        ))}
      </ul>
    </section>
  );
}

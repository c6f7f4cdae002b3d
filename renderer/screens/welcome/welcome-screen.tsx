import { Icon } from '../../components/icon.tsx';
import { Logo } from '../../components/logo.tsx';
import { useEngine } from '../../stores/engine-store.ts';
import { useUi } from '../../stores/ui-store.ts';
import { texts } from '../../texts.ts';
import { CheckStep } from './check-step.tsx';
import { NameStep } from './name-step.tsx';
import { RightsStep } from './rights-step.tsx';
import styles from './welcome-screen.module.css';

/** The first minute: a name, why rights are needed, and whether it works. */
export function WelcomeScreen() {
  const welcome = useUi((ui) => ui.welcome);
  const unnamed = useEngine(({ snapshot }) => snapshot?.displayName === '');
  const step = unnamed ? 'name' : (welcome ?? 'check');
  const index = { name: 0, rights: 1, check: 2 }[step];
  const { stepsLabel, steps } = texts().welcome;

  return (
    <main className={styles.welcome}>
      <div className={styles.card}>
        <header>
          <Logo size={32} />
          <ol className={styles.trail} aria-label={stepsLabel}>
            {steps.map((name, i) => (
              <li
                key={name}
                aria-current={i === index ? 'step' : undefined}
                data-done={i < index || undefined}
              >
                {i < index && <Icon name="check" size={12} />}
                {name}
              </li>
            ))}
          </ol>
        </header>
        {step === 'name' && <NameStep />}
        {step === 'rights' && <RightsStep />}
        {step === 'check' && <CheckStep />}
      </div>
    </main>
  );
}

import { classes } from '../../components/classes.ts';
import { Fold } from '../../components/fold.tsx';
import shapes from '../../components/shape.module.css';
import { Shape } from '../../components/shape.tsx';
import { checkGroups, checkLooks, ofParty } from '../../model/check-looks.ts';
import type { CheckRow } from '../../model/doctor-run.ts';
import { formatReading } from '../../model/reading.ts';
import { partyOf, useEngine } from '../../stores/engine-store.ts';
import { texts } from '../../texts.ts';
import { FindingCard } from './finding-card.tsx';
import styles from './fix-screen.module.css';
import { OutcomeCard } from './outcome-card.tsx';

type GroupName = keyof typeof checkGroups;
const groupNames = Object.keys(checkGroups) as GroupName[];

/** All checks, in the order of what depends on what. */
export function CheckList({ rows }: { readonly rows: readonly CheckRow[] }) {
  const t = texts().fix;
  const inParty = useEngine((state) => partyOf(state) !== null);
  // Without a party there is nothing that they could have looked at.
  const shown = rows.filter(({ check, state }) => inParty || state !== 'skipped' || !ofParty.has(check));
  return (
    <div className={styles.groups}>
      {groupNames.map((name) => {
        const group: readonly string[] = checkGroups[name];
        const within = shown.filter(({ check }) => group.includes(check));
        if (within.length === 0) return null;
        return (
          <section key={name} aria-label={t.groups[name]}>
            <h3>{t.groups[name]}</h3>
            <ul className={styles.checks}>
              {within.map((row) => (
                <Check key={row.check} row={row} />
              ))}
            </ul>
          </section>
        );
      })}
    </div>
  );
}

function Check({ row }: { readonly row: CheckRow }) {
  const t = texts().fix;
  const { shape, tone } = checkLooks[row.state];
  return (
    <li data-check={row.check} data-state={row.state}>
      <div className={styles.check}>
        <span className={styles.name}>{t.checks[row.check]}</span>
        {row.problems.length === 0 && row.measured !== null && (
          <span className={styles.measured}>{formatReading(row.measured)}</span>
        )}
        <span className={classes(styles.state, shapes[tone])}>
          <Shape shape={shape} tone={tone} />
          {t.states[row.state]}
        </span>
      </div>
      {row.outcomes.map((outcome) => (
        <OutcomeCard key={outcome.before.peer ?? ''} outcome={outcome} />
      ))}
      {row.problems.map((finding) => (
        <FindingCard key={`${finding.peer ?? ''} ${finding.cause?.code ?? ''}`} finding={finding} />
      ))}
      {row.blocked.length > 0 && (
        <Fold title={t.waiting(row.blocked.length)}>
          <ul className={styles.blocked}>
            {row.blocked.map((check) => (
              <li key={check}>{t.checks[check]}</li>
            ))}
          </ul>
        </Fold>
      )}
    </li>
  );
}

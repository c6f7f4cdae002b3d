import type { AlertRule } from '../../../shared/model/insight.ts';
import { CheckField } from '../../components/check-field.tsx';
import { useAway } from '../../hooks/use-away.ts';
import { useSetting } from '../../hooks/use-setting.ts';
import {
  type AlertMetric,
  alertMetrics,
  switchedOn,
  thresholdOf,
  withThreshold,
} from '../../model/alert-rules.ts';
import { settingsTexts } from '../../settings-texts.ts';
import { SettingOutcome } from './setting-outcome.tsx';
import styles from './settings-screen.module.css';

/** What is worth telling: a yes or no for each figure, and from where on. */
export function AlertRules({ rules }: { readonly rules: readonly AlertRule[] }) {
  const { fault, save, undo } = useSetting('alertRules');
  const words = settingsTexts();

  return (
    <fieldset className={styles.rules}>
      <legend>{words.fields.alertRules.hint}</legend>
      {alertMetrics.map((metric) => (
        <RuleLine
          key={`${metric} ${thresholdOf(rules, metric)}`}
          metric={metric}
          threshold={thresholdOf(rules, metric)}
          onSwitch={(on) => void save(on ? switchedOn(rules, metric) : withThreshold(rules, metric, null))}
          onThreshold={(threshold) => void save(withThreshold(rules, metric, threshold))}
        />
      ))}
      <SettingOutcome name="alertRules" value={rules} fault={fault} onUndo={() => void undo()} />
    </fieldset>
  );
}

interface RuleLineProps {
  readonly metric: AlertMetric;
  readonly threshold: number | null;
  readonly onSwitch: (on: boolean) => void;
  readonly onThreshold: (threshold: number) => void;
}

function RuleLine({ metric, threshold, onSwitch, onThreshold }: RuleLineProps) {
  const away = useAway();
  const { label, unit } = settingsTexts().alerts[metric];
  return (
    <div className={styles.rule}>
      <CheckField live label={label} checked={threshold !== null} onChange={onSwitch} />
      {threshold !== null && (
        <span>
          <input
            type="number"
            min={0}
            disabled={away}
            step="any"
            defaultValue={threshold}
            aria-label={`${label} (${unit})`}
            onBlur={({ target }) => {
              const typed = target.valueAsNumber;
              if (Number.isFinite(typed) && typed >= 0 && typed !== threshold) onThreshold(typed);
              else target.value = String(threshold);
            }}
            onKeyDown={(event) => {
              if (event.key === 'Enter') event.currentTarget.blur();
            }}
          />
          {unit}
        </span>
      )}
    </div>
  );
}

/** Settings in words, for `lanrage settings --help` and docs/settings.md. */
import { alertMetrics, alertRuleSchema } from '../../shared/model/insight.ts';
import { type SettingName, settingDefaults, settingRecords } from '../../shared/model/settings/registry.ts';
import type { SettingRecord, TextFormat } from '../../shared/model/settings/setting-record.ts';
import { displayNameSchema } from '../../shared/model/wire.ts';
import { settings as words } from '../../shared/texts/en/settings.ts';
import { formatValue } from './settings-words.ts';

export interface ExplainedSetting {
  /** Its label and what it does, in sentences. */
  readonly what: string;
  /** What it takes, with its unit. */
  readonly values: string;
  /** What it is until somebody sets it. */
  readonly initially: string;
  /** A sentence. */
  readonly takesEffect: string;
}

const FORMATS: Readonly<Record<TextFormat, string>> = {
  'display-name': `1 to ${displayNameSchema.maxLength} characters`,
  'server-url': 'an address with ws:// or wss://',
  'page-url': 'an address with https://',
  'interface-name': 'lanrage0 to lanrage9999',
  subnet: 'an IPv4 subnet',
  'host-port': 'host:port',
  'meeting-server': 'an address with ws://, wss://, mqtt:// or mqtts://',
};

const RULE_PARTS = Object.keys(alertRuleSchema.shape).join(', ');

const list = new Intl.ListFormat('en', { type: 'disjunction' });

export function explainSetting(name: SettingName): ExplainedSetting {
  const record = settingRecords[name];
  const { label, hint } = words.fields[name];
  return {
    what: `${label}. ${hint}${record.desktopOnly ? ' Desktop app only.' : ''}`,
    values: valuesOf(record),
    // A space after each comma, so that lists can be broken into lines.
    initially: record.default === '' ? 'empty' : formatValue(settingDefaults[name]).replaceAll(',', ', '),
    takesEffect: `${words.takesEffect[record.takesEffect]}${record.desktopFollows ? ' The desktop app follows it at once.' : ''}`,
  };
}

function valuesOf(record: SettingRecord): string {
  switch (record.kind) {
    case 'switch':
      return 'true or false';
    case 'choice':
      return list.format(record.options);
    case 'number':
      return `${record.min} to ${record.max}${record.unit === undefined ? '' : ` ${words.units[record.unit]}`}`;
    case 'text': {
      const text = FORMATS[record.format];
      if (record.none === undefined) return text;
      return `${text}, or ${record.none === null ? 'none' : 'nothing'}`;
    }
    case 'lines':
      return `at most ${record.atMost} of ${FORMATS[record.format]}, or none`;
    case 'alerts':
      return `at most ${record.atMost} rules as JSON, each with ${RULE_PARTS}; metric is ${list.format(alertMetrics)}; or none`;
  }
}

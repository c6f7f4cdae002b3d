/** What the texts of settings must hold in each language; a setting, choice or unit without words does not compile. */
import type { SettingRecords, SettingsWith } from '../model/settings/registry.ts';
import type { SettingGroup, SettingUnit, TakesEffect } from '../model/settings/setting-record.ts';
import type { Moment } from '../model/settings/waiting.ts';

/** Each value of a setting that has a few of them. */
export type ChoiceTexts = {
  readonly [N in SettingsWith<{ kind: 'choice' }>]: Readonly<
    Record<SettingRecords[N]['options'][number], string>
  >;
};

export interface SettingTexts {
  readonly groups: Readonly<Record<SettingGroup, string>>;
  readonly fields: Readonly<
    Record<
      keyof SettingRecords,
      {
        readonly label: string;
        /** What it does, in whole sentences; what it takes and when it takes effect is said beside it. */
        readonly hint: string;
      }
    >
  >;
  /** What is agreed to. */
  readonly consent: Readonly<Record<SettingsWith<{ needsConsent: true }>, readonly string[]>>;
  readonly units: Readonly<Record<SettingUnit, string>>;
  /** A sentence. */
  readonly takesEffect: Readonly<Record<TakesEffect, string>>;
  /** After saving, where it does not take effect at once; a sentence. */
  readonly savedUntil: Readonly<Record<Exclude<TakesEffect, 'now'>, string>>;
  /** Beside a setting that waits; a sentence. */
  readonly waitsFor: Readonly<Record<Moment, string>>;
}

/** What a record says of one setting. Plain data: pages carry it, so nothing here or in the records has a validator. */

/**
 * When a changed value takes effect. tunnel: the next time the tunnel's device is created, which a new party does
 * too. party: with the next party that is created, joined or resumed. next-party: with the next one that is created or
 * joined; no party is made with it again. start: when the process is started again.
 */
export type TakesEffect = 'now' | 'tunnel' | 'party' | 'next-party' | 'start';

export type SettingGroup =
  | 'you'
  | 'desktop'
  | 'friends'
  | 'alerts'
  | 'server'
  | 'network'
  | 'measuring'
  | 'log';

export type SettingUnit = 'bytes' | 'seconds' | 'days' | 'megabits' | 'percentOfCore' | 'mebibytes';

/** Forms of text; `shared/model/settings.ts` has the schema of each. */
export type TextFormat =
  | 'display-name'
  | 'server-url'
  | 'page-url'
  | 'interface-name'
  | 'subnet'
  | 'host-port'
  | 'meeting-server';

/** What values there are, and the one it has until somebody sets it. The kind is that of the control on the screen, too. */
type Values =
  | { readonly kind: 'switch'; readonly default: boolean }
  | { readonly kind: 'choice'; readonly options: readonly string[]; readonly default: string }
  | {
      readonly kind: 'number';
      readonly min: number;
      readonly max: number;
      /** Absent: whole numbers alone. */
      readonly fraction?: true;
      /** It must divide a minute. */
      readonly divisorOf?: 60;
      readonly unit?: SettingUnit;
      readonly default: number;
    }
  | {
      readonly kind: 'text';
      readonly format: TextFormat;
      /** The value that stands for no text; absent: there must be one. */
      readonly none?: '' | null;
      readonly default: string | null;
    }
  | {
      readonly kind: 'lines';
      readonly format: TextFormat;
      readonly atMost: number;
      readonly default: readonly string[];
    }
  | { readonly kind: 'alerts'; readonly atMost: number; readonly default: readonly object[] };

/** @typeParam Name - of the settings that there are. */
export type SettingRecord<Name extends string = string> = Values & {
  readonly group: SettingGroup;
  readonly takesEffect: TakesEffect;
  /** The desktop app follows a change at once, whatever it waits for elsewhere. */
  readonly desktopFollows?: true;
  /** Has no meaning without a window of our own. */
  readonly desktopOnly?: true;
  /** Switching it on concerns others or costs something, so people are told and asked first. */
  readonly needsConsent?: true;
  /** Counts only while this switch is on. */
  readonly dependsOn?: Name;
};

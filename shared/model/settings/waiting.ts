/** What is in force of the settings, and which changed ones wait: for the tunnel, the next party, or the next start. */
import type { Settings } from '../settings.ts';
import { isSameValue } from './compare.ts';
import { type SettingName, type SettingsWith, settingNames, settingRecords } from './registry.ts';
import type { TakesEffect } from './setting-record.ts';

/** What a changed setting can wait for. */
export const moments = ['tunnel', 'party', 'start'] as const satisfies readonly TakesEffect[];
export type Moment = (typeof moments)[number];

type Host = 'desktop' | 'headless';

/**
 * The part of the settings that the running process, party and tunnel were made with. A setting is absent while nothing
 * runs that was made with it: then no change of it waits.
 */
export type InForce = Partial<Pick<Settings, SettingsWith<{ takesEffect: Moment }>>>;

export interface WaitingSetting {
  readonly name: SettingName;
  readonly until: Moment;
  /** The value that holds until then. */
  readonly inForce: Settings[SettingName];
}

/** When a change takes effect in an engine of this host. */
export function takesEffectIn(host: Host, name: SettingName): TakesEffect {
  const { takesEffect, desktopFollows } = settingRecords[name];
  return host === 'desktop' && desktopFollows ? 'now' : takesEffect;
}

/** When a value that was saved a moment ago takes effect, as an engine that runs tells it. */
export function effectOf(
  name: SettingName,
  running: {
    readonly waiting: readonly Pick<WaitingSetting, 'name' | 'until'>[];
    readonly party: object | null;
  },
): TakesEffect {
  const found = running.waiting.find((one) => one.name === name);
  if (found !== undefined) return found.until;
  const isForAnother = settingRecords[name].takesEffect === 'next-party' && running.party !== null;
  return isForAnother ? 'next-party' : 'now';
}

/** Whether anything but a new start brings some of these into force. */
export function canApply(waiting: readonly Pick<WaitingSetting, 'until'>[]): boolean {
  return waiting.some(({ until }) => until !== 'start');
}

/** The settings that what is made at this moment is made with. */
export function partOf(settings: Settings, moment: Moment, host: Host = 'headless'): InForce {
  const names = settingNames.filter((name) => takesEffectIn(host, name) === moment);
  return Object.fromEntries(names.map((name) => [name, settings[name]]));
}

/** The settings whose value is not the one in force, in the order of the registry. */
export function waiting(settings: Settings, inForce: InForce): WaitingSetting[] {
  const made: Partial<Settings> = inForce;
  return settingNames.flatMap((name) => {
    const value = made[name];
    if (value === undefined || isSameValue(value, settings[name])) return [];
    return [{ name, until: settingRecords[name].takesEffect as Moment, inForce: value }];
  });
}

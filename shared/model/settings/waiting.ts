/** Which changed settings wait: for the tunnel, for the next party, or for the next start. */
import type { Settings } from '../settings.ts';
import { isSameValue } from './compare.ts';
import { type SettingName, type SettingsWith, settingNames, settingRecords } from './registry.ts';
import type { TakesEffect } from './setting-record.ts';

type Moment = Exclude<TakesEffect, 'now'>;

/**
 * The part of the settings that the running process, party and tunnel were made with. A setting is absent while nothing
 * runs that was made with it: then no change of it waits.
 */
export type InForce = Partial<Pick<Settings, SettingsWith<{ takesEffect: Moment }>>>;

/** The settings that what is made at this moment is made with. */
export function partOf(settings: Settings, moment: Moment): InForce {
  const names = settingNames.filter((name) => settingRecords[name].takesEffect === moment);
  return Object.fromEntries(names.map((name) => [name, settings[name]]));
}

/** Names the settings whose value is not the one in force, in the order of the registry. Their records say what each waits for. */
export function waiting(settings: Settings, inForce: InForce): SettingName[] {
  const made: Partial<Settings> = inForce;
  return settingNames.filter((name) => {
    const value = made[name];
    return value !== undefined && !isSameValue(value, settings[name]);
  });
}

/** Which settings there are to see, in which groups, and how each is set. */

import { settingDefaults } from '../../shared/model/setting-defaults.ts';
import type { Settings } from '../../shared/model/settings.ts';

export type SettingName = keyof Settings;
export type SettingKind = 'text' | 'number' | 'switch' | 'choice' | 'lines' | 'alerts';

export const settingKinds: Readonly<Record<SettingName, SettingKind>> = {
  displayName: 'text',
  controlServer: 'text',
  interfaceName: 'text',
  subnet: 'text',
  mtu: 'number',
  wireguardPort: 'number',
  keepaliveSeconds: 'number',
  stunServers: 'lines',
  portMapping: 'switch',
  relayForFriends: 'switch',
  relayForFriendsMbits: 'number',
  embeddedControlPort: 'number',
  embeddedRelayPort: 'number',
  apiPort: 'number',
  logLevel: 'choice',
  logFormat: 'choice',
  friendTests: 'switch',
  theme: 'choice',
  language: 'choice',
  startAtLogin: 'switch',
  closeToTray: 'switch',
  notifications: 'switch',
  autoUpdate: 'switch',
  aggregationSeconds: 'number',
  systemIntervalSeconds: 'number',
  keepSecondsDays: 'number',
  keepMinutesDays: 'number',
  keepHoursDays: 'number',
  ownCpuLimitPercent: 'number',
  ownMemoryLimitMiB: 'number',
  alertRules: 'alerts',
  metricsExport: 'switch',
};

export type GroupName = 'you' | 'desktop' | 'friends' | 'alerts' | 'server' | 'network' | 'measuring' | 'log';

export interface SettingGroup {
  readonly name: GroupName;
  readonly settings: readonly SettingName[];
  readonly advanced: boolean;
  /** Has a meaning in the desktop app alone. */
  readonly desktop: boolean;
}

const group = (
  name: GroupName,
  settings: readonly SettingName[],
  { advanced = false, desktop = false } = {},
): SettingGroup => ({ name, settings, advanced, desktop });

export const settingGroups: readonly SettingGroup[] = [
  group('you', ['displayName', 'language', 'theme']),
  group('desktop', ['startAtLogin', 'closeToTray', 'notifications', 'autoUpdate'], { desktop: true }),
  group('friends', ['relayForFriends', 'relayForFriendsMbits', 'friendTests']),
  group('alerts', ['alertRules']),
  group('server', ['controlServer', 'embeddedControlPort', 'embeddedRelayPort', 'apiPort'], {
    advanced: true,
  }),
  group(
    'network',
    ['portMapping', 'stunServers', 'subnet', 'interfaceName', 'mtu', 'wireguardPort', 'keepaliveSeconds'],
    { advanced: true },
  ),
  group(
    'measuring',
    [
      'aggregationSeconds',
      'systemIntervalSeconds',
      'keepSecondsDays',
      'keepMinutesDays',
      'keepHoursDays',
      'ownCpuLimitPercent',
      'ownMemoryLimitMiB',
      'metricsExport',
    ],
    { advanced: true },
  ),
  group('log', ['logLevel', 'logFormat'], { advanced: true }),
];

/** What is to be asked first when it is switched on, because it concerns others or costs something. */
export const needsConsent = new Set<SettingName>(['relayForFriends', 'friendTests']);

/** Of settings whose name does not say it; in English, as the engine's reasons are. */
export const settingUnits: Partial<Record<SettingName, string>> = { mtu: 'bytes' };

/** Settings that count only while another one is on. */
export const dependsOn: Partial<Record<SettingName, SettingName>> = {
  relayForFriendsMbits: 'relayForFriends',
};

export function isDefault(name: SettingName, value: unknown): boolean {
  return JSON.stringify(value) === JSON.stringify(settingDefaults[name]);
}

/** Whether a text holds all words of a search, in any order. */
export function hasWords(text: string, search: string): boolean {
  const said = text.toLocaleLowerCase();
  return search
    .toLocaleLowerCase()
    .split(/\s+/)
    .every((word) => said.includes(word));
}

/** Groups with those settings alone whose words hold all of what is searched. @param wordsOf - all that is said of one */
export function searchGroups(
  groups: readonly SettingGroup[],
  search: string,
  wordsOf: (group: GroupName, setting: SettingName) => string,
): SettingGroup[] {
  return groups
    .map((one) => ({
      ...one,
      settings: one.settings.filter((setting) => hasWords(wordsOf(one.name, setting), search)),
    }))
    .filter(({ settings }) => settings.length > 0);
}

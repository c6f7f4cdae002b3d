/** Settings of the person: name and looks, the desktop app, what friends may do, alerts. */
import { qualityLimits } from '../../quality.ts';
import { languages } from '../../texts/language.ts';
import type { SettingRecord } from './setting-record.ts';

const ALERT_COOLDOWN_MS = 15 * 60_000;
/** Figures are medians and ratios over time already; this keeps one odd second from being told. */
const ALERT_LASTING_MS = 5_000;

export const personalSettings = {
  /** Shown to the other members, who are told of a change. Empty until the person chose one. */
  displayName: {
    kind: 'text',
    format: 'display-name',
    none: '',
    default: '',
    group: 'you',
    takesEffect: 'now',
  },
  language: {
    kind: 'choice',
    options: ['system', ...languages],
    default: 'system',
    group: 'you',
    takesEffect: 'now',
  },
  theme: {
    kind: 'choice',
    options: ['system', 'light', 'dark'],
    default: 'system',
    group: 'you',
    takesEffect: 'now',
  },

  startAtLogin: { kind: 'switch', default: false, group: 'desktop', takesEffect: 'now', desktopOnly: true },
  /** Whether closing the window while in a party leaves the app in the tray. */
  closeToTray: { kind: 'switch', default: true, group: 'desktop', takesEffect: 'now', desktopOnly: true },
  notifications: { kind: 'switch', default: true, group: 'desktop', takesEffect: 'now', desktopOnly: true },
  /** Asked before each look for a release; one that was fetched already is put in place all the same. */
  autoUpdate: { kind: 'switch', default: true, group: 'desktop', takesEffect: 'now', desktopOnly: true },

  /**
   * Whether this machine may pass on the traffic of friends who can't reach each other, in a party that it is in. The
   * party looks at this and at the limit every two seconds.
   */
  relayForFriends: {
    kind: 'switch',
    default: false,
    group: 'friends',
    takesEffect: 'now',
    needsConsent: true,
  },
  /** What it passes on for them at most, of all together. */
  relayForFriendsMbits: {
    kind: 'number',
    min: 1,
    max: 1000,
    unit: 'megabits',
    default: 10,
    group: 'friends',
    takesEffect: 'now',
    dependsOn: 'relayForFriends',
  },
  /** Whether what games here tell their LAN is carried to the members. The party follows it at once. */
  lanGames: { kind: 'switch', default: true, group: 'friends', takesEffect: 'now' },
  /** Whether members may test the link to this machine: bandwidth, stress. Asked when a test is requested. */
  friendTests: { kind: 'switch', default: true, group: 'friends', takesEffect: 'now', needsConsent: true },
  /** Whether everybody in the network of the house sees a party that is hosted here, and may enter it by one press. */
  visibleInHouse: {
    kind: 'switch',
    default: false,
    group: 'friends',
    takesEffect: 'now',
    needsConsent: true,
  },

  /** Down for 5 min, above 100 ms, above 10 % loss; told at most every 15 min. */
  alertRules: {
    kind: 'alerts',
    /** Beyond this every look at a figure costs more than it tells. */
    atMost: 32,
    default: [
      { metric: 'down', threshold: 5 * 60_000, forMs: 0, cooldownMs: ALERT_COOLDOWN_MS },
      {
        metric: 'latency',
        threshold: qualityLimits.fair.latencyMs,
        forMs: ALERT_LASTING_MS,
        cooldownMs: ALERT_COOLDOWN_MS,
      },
      { metric: 'loss', threshold: 0.1, forMs: ALERT_LASTING_MS, cooldownMs: ALERT_COOLDOWN_MS },
    ],
    group: 'alerts',
    takesEffect: 'now',
  },
} as const satisfies Readonly<Record<string, SettingRecord>>;

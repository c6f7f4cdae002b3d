/** What each setting is until somebody sets it; free of validators, so that pages can carry it. */

const ALERT_COOLDOWN_MS = 15 * 60_000;
/** Figures are medians and ratios over time already; this keeps one odd second from being told. */
const ALERT_LASTING_MS = 5_000;

export const settingDefaults = {
  displayName: '',
  controlServer: null,
  interfaceName: 'lanrage0',
  subnet: '10.66.0.0/16',
  /** 1500 minus IPv6 and WireGuard headers. */
  mtu: 1420,
  wireguardPort: 0,
  keepaliveSeconds: 25,
  /** Public ones of three operators, so that one that is down or mistaken isn't all there is. */
  stunServers: ['stun.l.google.com:19302', 'stun.cloudflare.com:3478', 'stun.nextcloud.com:3478'],
  portMapping: true,
  relayForFriends: false,
  relayForFriendsMbits: 10,
  embeddedControlPort: 8667,
  embeddedRelayPort: 3478,
  apiPort: 8666,
  logLevel: 'info',
  logFormat: 'human',
  friendTests: true,
  theme: 'system',
  language: 'system',
  startAtLogin: false,
  closeToTray: true,
  notifications: true,
  autoUpdate: true,
  aggregationSeconds: 1,
  systemIntervalSeconds: 10,
  keepSecondsDays: 1,
  keepMinutesDays: 30,
  keepHoursDays: 365,
  ownCpuLimitPercent: 5,
  ownMemoryLimitMiB: 100,
  /** Down for 5 min, above 100 ms, above 10 % loss; told at most every 15 min. */
  alertRules: [
    { metric: 'down', threshold: 5 * 60_000, forMs: 0, cooldownMs: ALERT_COOLDOWN_MS },
    { metric: 'latency', threshold: 100, forMs: ALERT_LASTING_MS, cooldownMs: ALERT_COOLDOWN_MS },
    { metric: 'loss', threshold: 0.1, forMs: ALERT_LASTING_MS, cooldownMs: ALERT_COOLDOWN_MS },
  ],
  metricsExport: false,
} as const;
